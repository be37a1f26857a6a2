import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import Switch from '@material-ui/core/Switch';
import DeleteIcon from '@material-ui/icons/DeleteOutlined';
import EditIcon from '@material-ui/icons/EditOutlined';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { AlertRule } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../../formats';
import { alertsRouteRef } from '../../../routes';
import { useTexts } from '../../../translation';
import { refName, userName } from '../../../words';
import { useNarrowList } from '../../ExecutionTable';
import { useListTableStyles } from '../../ListTable';
import { RelativeTime } from '../../RelativeTime';
import { StatusLabel } from '../../StatusLabel';
import { conditionText } from './conditionText';

const useStyles = makeStyles(theme => ({
  anywhere: { overflowWrap: 'anywhere' },
  actions: {
    display: 'flex',
    alignItems: 'center',
    // In one column, with or without the buttons of those that can be changed
    justifyContent: 'flex-start',
    gap: theme.spacing(0.5),
    whiteSpace: 'nowrap',
  },
}));

interface RuleTableProps {
  rules: AlertRule[];
  /** Whom a rule tells that names nobody. */
  defaultRecipients: string[];
  onTry: (rule: AlertRule) => void;
  onEdit: (rule: AlertRule) => void;
  onDelete: (rule: AlertRule) => void;
  onSwitch: (rule: AlertRule, enabled: boolean) => void;
}

type RuleProps = Omit<RuleTableProps, 'rules'> & { of: AlertRule };

const Name = ({ of }: { of: AlertRule }) => {
  const t = useTexts();
  const table = useListTableStyles();
  const alerts = useRouteRef(alertsRouteRef)();
  return (
    <>
      <strong>{of.name}</strong>
      <div className={table.small}>
        <StatusLabel
          status={of.severity}
          text={t(`alerts.severity.${of.severity}`)}
        />
      </div>
      {of.open_alerts > 0 && (
        <Link to={`${alerts}/raised?${new URLSearchParams({ rule: of.id })}`}>
          {t('alerts.rules.openAlerts', { count: of.open_alerts })}
        </Link>
      )}
    </>
  );
};

const Source = ({ of }: { of: AlertRule }) => {
  const t = useTexts();
  if (of.source === 'default') {
    return <>{t('alerts.rules.byDefault')}</>;
  }
  if (of.source === 'app-config') {
    return <code>{of.source_path}</code>;
  }
  return of.updated_by
    ? t('alerts.rules.changed', {
        ago: <RelativeTime at={of.updated_at} />,
        name: userName(of.updated_by),
      })
    : t('alerts.rules.made', { ago: <RelativeTime at={of.created_at} /> });
};

const Told = ({ of, defaultRecipients }: RuleProps) => {
  const { list } = useFormats();
  const refs = of.recipients.length > 0 ? of.recipients : defaultRecipients;
  return (
    <span title={refs.join(', ')}>
      {refs.length > 0 ? list(refs.map(refName)) : '–'}
    </span>
  );
};

const OnOff = ({ of, onSwitch }: RuleProps) => {
  const t = useTexts();
  return of.source === 'api' ? (
    <Switch
      color="primary"
      size="small"
      checked={of.enabled}
      onChange={(_, enabled) => onSwitch(of, enabled)}
      inputProps={{
        'aria-label': t('alerts.rules.switch', { name: of.name }),
      }}
    />
  ) : (
    <>{t(of.enabled ? 'alerts.rules.isOn' : 'alerts.rules.isOff')}</>
  );
};

const Actions = ({ of, onTry, onEdit, onDelete }: RuleProps) => {
  const t = useTexts();
  const { name } = of;
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        aria-label={t('alerts.rules.tryLabel', { name })}
        onClick={() => onTry(of)}
      >
        {t('alerts.rules.try')}
      </Button>
      {of.source === 'api' && (
        <>
          <IconButton
            size="small"
            title={t('alerts.rules.edit')}
            aria-label={t('alerts.rules.editLabel', { name })}
            onClick={() => onEdit(of)}
          >
            <EditIcon />
          </IconButton>
          <IconButton
            size="small"
            title={t('alerts.rules.delete')}
            aria-label={t('alerts.rules.deleteLabel', { name })}
            onClick={() => onDelete(of)}
          >
            <DeleteIcon />
          </IconButton>
        </>
      )}
    </>
  );
};

const NarrowList = ({ rules, ...props }: RuleTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const formats = useFormats();
  return (
    <ul className={table.list} aria-label={t('alerts.rules.title')}>
      {rules.map(rule => (
        <li key={rule.id} className={`${table.item} ${classes.anywhere}`}>
          <div className={table.itemRow}>
            <div className={table.grow}>
              <Name of={rule} />
            </div>
            <OnOff of={rule} {...props} />
          </div>
          <span>{conditionText(t, formats, rule)}</span>
          <span className={table.small}>
            {t('alerts.rules.told')}: <Told of={rule} {...props} />
          </span>
          <span className={table.small}>
            <Source of={rule} />
          </span>
          <div className={classes.actions}>
            <Actions of={rule} {...props} />
          </div>
        </li>
      ))}
    </ul>
  );
};

/** Rules with where each comes from; those of app-config can only be tried. */
export const RuleTable = (props: RuleTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const formats = useFormats();
  const { rules, ...others } = props;
  if (useNarrowList()) {
    return <NarrowList {...props} />;
  }
  return (
    <table className={table.table} aria-label={t('alerts.rules.title')}>
      <thead>
        <tr>
          <th scope="col">{t('alerts.rules.name')}</th>
          <th scope="col">{t('alerts.rules.condition')}</th>
          <th scope="col">{t('alerts.rules.told')}</th>
          <th scope="col">{t('alerts.rules.source')}</th>
          <th scope="col">{t('alerts.rules.enabled')}</th>
          <th scope="col">{t('alerts.rules.actions')}</th>
        </tr>
      </thead>
      <tbody>
        {rules.map(rule => (
          <tr key={rule.id}>
            <td className={classes.anywhere}>
              <Name of={rule} />
            </td>
            <td>{conditionText(t, formats, rule)}</td>
            <td className={classes.anywhere}>
              <Told of={rule} {...others} />
            </td>
            <td className={`${table.small} ${classes.anywhere}`}>
              <Source of={rule} />
            </td>
            <td>
              <OnOff of={rule} {...others} />
            </td>
            <td>
              <div className={classes.actions}>
                <Actions of={rule} {...others} />
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
