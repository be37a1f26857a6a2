import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import type { AuditEvent } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../../translation';
import { useNarrowList } from '../../ExecutionTable';
import { useListTableStyles } from '../../ListTable';
import { RelativeTime } from '../../RelativeTime';
import { StatusLabel } from '../../StatusLabel';
import { AuditTarget } from './AuditTarget';
import { actorText, attemptsOf } from './auditWords';
import { lookOfOutcome } from './outcomeLook';

const useStyles = makeStyles({
  // Above the link that takes the whole row
  target: { position: 'relative', zIndex: 1, overflowWrap: 'anywhere' },
  reason: { overflowWrap: 'anywhere' },
});

interface AuditTableProps {
  events: AuditEvent[];
  /** The address that shows an entry from close by. */
  addressOf: (id: string) => string;
}

const Outcome = ({ of }: { of: AuditEvent }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const attempts = attemptsOf(of);
  return (
    <>
      <StatusLabel
        status={lookOfOutcome(of.outcome)}
        text={t(`admin.audit.outcome.${of.outcome}`)}
      />
      {attempts > 1 && (
        <div className={table.small}>
          {t('admin.audit.attempts', { count: attempts })}
        </div>
      )}
      {of.reason && (
        <div className={`${table.small} ${classes.reason}`}>{of.reason}</div>
      )}
    </>
  );
};

const What = ({
  of,
  addressOf,
}: {
  of: AuditEvent;
  addressOf: AuditTableProps['addressOf'];
}) => {
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <Link to={addressOf(of.id)} className={table.name}>
      {t(`admin.audit.action.${of.action}`)}
    </Link>
  );
};

const NarrowList = ({ events, addressOf }: AuditTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <ul className={table.list} aria-label={t('admin.audit.title')}>
      {events.map(event => (
        <li key={event.id} className={table.item}>
          <What of={event} addressOf={addressOf} />
          <Outcome of={event} />
          <AuditTarget target={event.target} className={classes.target} />
          <div className={`${table.itemRow} ${table.small}`}>
            <span>{actorText(t, event)}</span>
            <span className={table.grow} />
            <RelativeTime at={event.occurred_at} />
          </div>
        </li>
      ))}
    </ul>
  );
};

/** Entries of the audit trail, as a table or on narrow screens a list. */
export const AuditTable = (props: AuditTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  if (useNarrowList()) {
    return <NarrowList {...props} />;
  }
  return (
    <table className={table.table} aria-label={t('admin.audit.title')}>
      <thead>
        <tr>
          <th scope="col" aria-sort="descending">
            {t('admin.audit.when')}
          </th>
          <th scope="col">{t('admin.audit.who')}</th>
          <th scope="col">{t('admin.audit.what')}</th>
          <th scope="col">{t('admin.audit.target')}</th>
          <th scope="col">{t('admin.audit.how')}</th>
        </tr>
      </thead>
      <tbody>
        {props.events.map(event => (
          <tr key={event.id}>
            <td className={table.short}>
              <RelativeTime at={event.occurred_at} short />
            </td>
            <td title={event.actor ?? undefined}>{actorText(t, event)}</td>
            <td>
              <What of={event} addressOf={props.addressOf} />
            </td>
            <td>
              <AuditTarget target={event.target} className={classes.target} />
            </td>
            <td>
              <Outcome of={event} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
