import { makeStyles } from '@material-ui/core/styles';
import LockIcon from '@material-ui/icons/LockOutlined';
import type { Setting } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import { useNarrowList } from '../../ExecutionTable';
import { useListTableStyles } from '../../ListTable';
import { settingText } from './settingText';

const useStyles = makeStyles(theme => ({
  path: { overflowWrap: 'anywhere' },
  value: { whiteSpace: 'pre-line', overflowWrap: 'anywhere' },
  secret: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
  },
  icon: { fontSize: 16, color: theme.palette.text.secondary },
  restart: { fontWeight: 600 },
}));

const Value = ({ of }: { of: Setting }) => {
  const classes = useStyles();
  const t = useTexts();
  const formats = useFormats();
  const text = settingText(t, formats, of);
  return of.secret ? (
    <span className={classes.secret}>
      <LockIcon className={classes.icon} aria-hidden />
      {text}
    </span>
  ) : (
    <span className={classes.value}>{text}</span>
  );
};

const Source = ({ of }: { of: Setting }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <>
      {t(`admin.settings.source.${of.source}`)}
      {of.restart_needed && (
        <div className={`${table.small} ${classes.restart}`}>
          {t('admin.settings.restartNeeded')}
        </div>
      )}
    </>
  );
};

/** Settings with their values and where these come from. */
export const SettingsTable = ({ settings }: { settings: Setting[] }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  if (useNarrowList()) {
    return (
      <ul className={table.list} aria-label={t('admin.settings.title')}>
        {settings.map(setting => (
          <li key={setting.path} className={table.item}>
            <code className={classes.path}>{setting.path}</code>
            <Value of={setting} />
            <span className={table.small}>
              <Source of={setting} />
            </span>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <table className={table.table} aria-label={t('admin.settings.title')}>
      <thead>
        <tr>
          <th scope="col">{t('admin.settings.path')}</th>
          <th scope="col">{t('admin.settings.value')}</th>
          <th scope="col">{t('admin.settings.from')}</th>
        </tr>
      </thead>
      <tbody>
        {settings.map(setting => (
          <tr key={setting.path}>
            <td>
              <code className={classes.path}>{setting.path}</code>
            </td>
            <td>
              <Value of={setting} />
            </td>
            <td>
              <Source of={setting} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
