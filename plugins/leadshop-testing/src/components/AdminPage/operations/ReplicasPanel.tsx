import { makeStyles } from '@material-ui/core/styles';
import StorageIcon from '@material-ui/icons/Storage';
import type {
  Queue,
  Replica,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Refreshed } from '../../../live';
import { useTexts } from '../../../translation';
import { useNarrowList } from '../../ExecutionTable';
import { useListTableStyles } from '../../ListTable';
import { EmptyNote, Panel } from '../../Panel';
import { RelativeTime } from '../../RelativeTime';
import { StatusLabel } from '../../StatusLabel';

const useStyles = makeStyles({ anywhere: { overflowWrap: 'anywhere' } });

const Name = ({ of }: { of: Replica }) => {
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <>
      <strong title={of.id}>{of.hostname}</strong>
      <div className={table.small}>
        {t('operations.replicas.process', { pid: String(of.pid) })}
      </div>
    </>
  );
};

const Load = ({ of }: { of: Replica }) => {
  const t = useTexts();
  return of.capacity === null ? (
    <>{of.running}</>
  ) : (
    <>
      {t('operations.replicas.loadOf', {
        running: of.running,
        capacity: of.capacity,
      })}
    </>
  );
};

const State = ({ of }: { of: Replica }) => {
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <>
      <StatusLabel
        status={of.alive ? 'healthy' : 'error'}
        text={t(`operations.replicas.${of.alive ? 'alive' : 'silent'}`)}
      />
      <div className={table.small}>
        {t('operations.replicas.heard', {
          ago: <RelativeTime at={of.heartbeat_at} />,
        })}
      </div>
    </>
  );
};

const Version = ({ of }: { of: Replica }) => {
  const t = useTexts();
  return <>{of.version ?? t('operations.replicas.unknown')}</>;
};

const NarrowList = ({ replicas }: { replicas: Replica[] }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <ul className={table.list} aria-label={t('operations.replicas.title')}>
      {replicas.map(replica => (
        <li key={replica.id} className={`${table.item} ${classes.anywhere}`}>
          <Name of={replica} />
          <State of={replica} />
          <div className={table.itemRow}>
            <span>{t(`operations.replicas.roles.${replica.role}`)}</span>
            <span>
              {t('operations.replicas.load')}: <Load of={replica} />
            </span>
            <span className={table.small}>
              {t('operations.replicas.version')}: <Version of={replica} />
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
};

const ReplicaTable = ({ replicas }: { replicas: Replica[] }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  if (useNarrowList()) {
    return <NarrowList replicas={replicas} />;
  }
  return (
    <table className={table.table} aria-label={t('operations.replicas.title')}>
      <thead>
        <tr>
          <th scope="col">{t('operations.replicas.name')}</th>
          <th scope="col">{t('operations.replicas.state')}</th>
          <th scope="col">{t('operations.replicas.role')}</th>
          <th scope="col">{t('operations.replicas.load')}</th>
          <th scope="col">{t('operations.replicas.version')}</th>
          <th scope="col">{t('operations.replicas.started')}</th>
        </tr>
      </thead>
      <tbody>
        {replicas.map(replica => (
          <tr key={replica.id}>
            <td className={classes.anywhere}>
              <Name of={replica} />
            </td>
            <td>
              <State of={replica} />
            </td>
            <td>{t(`operations.replicas.roles.${replica.role}`)}</td>
            <td>
              <Load of={replica} />
            </td>
            <td>
              <Version of={replica} />
            </td>
            <td>
              <RelativeTime at={replica.started_at} short />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** The backends, whether they live, and what they do. */
export const ReplicasPanel = ({ queue }: { queue: Refreshed<Queue> }) => {
  const t = useTexts();
  const { value, loading } = queue;
  return (
    <Panel
      title={t('operations.replicas.title')}
      loading={loading}
      skeletonLines={3}
      flush
    >
      {value && value.replicas.length > 0 && (
        <ReplicaTable replicas={value.replicas} />
      )}
      {value?.replicas.length === 0 && (
        <EmptyNote
          icon={StorageIcon}
          title={t('operations.replicas.emptyTitle')}
        >
          {t('operations.replicas.empty')}
        </EmptyNote>
      )}
    </Panel>
  );
};
