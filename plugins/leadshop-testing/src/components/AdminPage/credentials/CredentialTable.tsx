import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { Credential } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../../translation';
import { userName } from '../../../words';
import { useNarrowList } from '../../ExecutionTable';
import { useListTableStyles } from '../../ListTable';
import { RelativeTime } from '../../RelativeTime';
import { StatusLabel } from '../../StatusLabel';

const KEY_LOOK = {
  current: 'healthy',
  old: 'warning',
  missing: 'error',
  wrong: 'error',
} as const;

const useStyles = makeStyles(theme => ({
  anywhere: { overflowWrap: 'anywhere' },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'flex-end',
    gap: theme.spacing(1),
  },
}));

interface CredentialTableProps {
  credentials: Credential[];
  /** False where there is no key to encrypt with. */
  mayReplace: boolean;
  onReplace: (credential: Credential) => void;
  onDelete: (credential: Credential) => void;
}

const Actions = ({
  of,
  mayReplace,
  onReplace,
  onDelete,
}: Omit<CredentialTableProps, 'credentials'> & { of: Credential }) => {
  const classes = useStyles();
  const t = useTexts();
  const { name } = of;
  return (
    <div className={classes.actions}>
      <Button
        size="small"
        variant="outlined"
        disabled={!mayReplace}
        aria-label={t('admin.credentials.replaceLabel', { name })}
        onClick={() => onReplace(of)}
      >
        {t('admin.credentials.replace')}
      </Button>
      <Button
        size="small"
        variant="outlined"
        aria-label={t('admin.credentials.deleteLabel', { name })}
        onClick={() => onDelete(of)}
      >
        {t('admin.credentials.delete')}
      </Button>
    </div>
  );
};

const KeyStatus = ({ of }: { of: Credential }) => {
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <>
      <StatusLabel
        status={KEY_LOOK[of.key_status]}
        text={t(`admin.credentials.key.${of.key_status}`)}
      />
      <div className={table.small}>
        {t('admin.credentials.keyId')} <code>{of.key_id}</code>
      </div>
    </>
  );
};

const LastUsed = ({ of }: { of: Credential }) => {
  const t = useTexts();
  return of.last_used_at ? (
    <RelativeTime at={of.last_used_at} />
  ) : (
    <>{t('admin.credentials.never')}</>
  );
};

const NarrowList = ({ credentials, ...actions }: CredentialTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <ul className={table.list} aria-label={t('admin.credentials.title')}>
      {credentials.map(one => (
        <li key={one.id} className={`${table.item} ${classes.anywhere}`}>
          <strong>{one.name}</strong>
          <span>
            {t('admin.credentials.at', {
              username: one.username,
              origin: one.origin,
            })}
          </span>
          <KeyStatus of={one} />
          <span className={table.small}>
            {t('admin.credentials.lastUsed')}: <LastUsed of={one} />
          </span>
          <Actions of={one} {...actions} />
        </li>
      ))}
    </ul>
  );
};

/** Stored credentials without their passwords. */
export const CredentialTable = (props: CredentialTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const { credentials, ...actions } = props;
  if (useNarrowList()) {
    return <NarrowList {...props} />;
  }
  return (
    <table className={table.table} aria-label={t('admin.credentials.title')}>
      <thead>
        <tr>
          <th scope="col">{t('admin.credentials.name')}</th>
          <th scope="col">{t('admin.credentials.origin')}</th>
          <th scope="col">{t('admin.credentials.username')}</th>
          <th scope="col">{t('admin.credentials.encrypted')}</th>
          <th scope="col">{t('admin.credentials.lastUsed')}</th>
          <th scope="col">{t('admin.credentials.actions')}</th>
        </tr>
      </thead>
      <tbody>
        {credentials.map(one => (
          <tr key={one.id}>
            <td className={classes.anywhere}>
              <strong>{one.name}</strong>
              <div className={table.small} title={one.updated_by}>
                {t('admin.credentials.changed', {
                  ago: <RelativeTime at={one.updated_at} />,
                  name: userName(one.updated_by),
                })}
              </div>
            </td>
            <td className={classes.anywhere}>{one.origin}</td>
            <td className={classes.anywhere}>{one.username}</td>
            <td>
              <KeyStatus of={one} />
            </td>
            <td>
              <LastUsed of={one} />
            </td>
            <td>
              <Actions of={one} {...actions} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
