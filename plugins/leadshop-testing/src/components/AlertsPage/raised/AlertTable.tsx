import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { Alert } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../../formats';
import { PermissionGate } from '../../../permissions';
import { useTexts } from '../../../translation';
import { useNarrowList } from '../../ExecutionTable';
import { useListTableStyles } from '../../ListTable';
import { RelativeTime } from '../../RelativeTime';
import { StatusLabel } from '../../StatusLabel';
import { ACKNOWLEDGE_PERMISSION } from '../alertTabs';
import { AlertState } from './AlertState';
import { SubjectLink } from './SubjectLink';

const useStyles = makeStyles({
  anywhere: { overflowWrap: 'anywhere' },
  actions: { textAlign: 'right' },
});

interface AlertTableProps {
  alerts: Alert[];
  onAcknowledge: (alert: Alert) => void;
}

const Severity = ({ of }: { of: Alert }) => (
  <StatusLabel
    status={of.severity}
    text={useTexts()(`alerts.severity.${of.severity}`)}
  />
);

/** The rule that raised it, and what was seen. */
const What = ({ of }: { of: Alert }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <div className={classes.anywhere}>
      <strong>{of.rule_name}</strong>
      <div>{of.message}</div>
      {of.fault && (
        <div className={table.small}>
          {t('alerts.list.fault', { fault: t(`words.fault.${of.fault}`) })}
        </div>
      )}
    </div>
  );
};

const Since = ({ of }: { of: Alert }) => {
  const table = useListTableStyles();
  const t = useTexts();
  const { duration } = useFormats();
  return (
    <>
      <RelativeTime at={of.raised_at} />
      {of.resolved_at && (
        <div className={table.small}>
          {t('alerts.list.lasted', {
            duration: duration(
              Date.parse(of.resolved_at) - Date.parse(of.raised_at),
            ),
          })}
        </div>
      )}
    </>
  );
};

const Acknowledge = ({
  of,
  onAcknowledge,
}: {
  of: Alert;
  onAcknowledge: AlertTableProps['onAcknowledge'];
}) => {
  const t = useTexts();
  return of.status === 'open' ? (
    <PermissionGate permission={ACKNOWLEDGE_PERMISSION}>
      <Button
        size="small"
        variant="outlined"
        aria-label={t(
          of.acknowledged
            ? 'alerts.acknowledge.againLabel'
            : 'alerts.acknowledge.label',
          { name: of.rule_name, subject: of.subject.title },
        )}
        onClick={() => onAcknowledge(of)}
      >
        {t(
          of.acknowledged
            ? 'alerts.acknowledge.again'
            : 'alerts.acknowledge.button',
        )}
      </Button>
    </PermissionGate>
  ) : null;
};

const NarrowList = ({ alerts, onAcknowledge }: AlertTableProps) => {
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <ul className={table.list} aria-label={t('alerts.title')}>
      {alerts.map(alert => (
        <li key={alert.id} className={table.item}>
          <div className={table.itemRow}>
            <Severity of={alert} />
            <span className={table.grow} />
            <span className={table.small}>
              <RelativeTime at={alert.raised_at} />
            </span>
          </div>
          <What of={alert} />
          <div>
            <SubjectLink subject={alert.subject} />
          </div>
          <AlertState of={alert} />
          <div>
            <Acknowledge of={alert} onAcknowledge={onAcknowledge} />
          </div>
        </li>
      ))}
    </ul>
  );
};

/** Alerts, as a table or on narrow screens a list. */
export const AlertTable = (props: AlertTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  if (useNarrowList()) {
    return <NarrowList {...props} />;
  }
  return (
    <table className={table.table} aria-label={t('alerts.title')}>
      <thead>
        <tr>
          <th scope="col">{t('alerts.severityLabel')}</th>
          <th scope="col">{t('alerts.list.alert')}</th>
          <th scope="col">{t('alerts.list.subject')}</th>
          <th scope="col" aria-sort="descending">
            {t('alerts.list.since')}
          </th>
          <th scope="col">{t('alerts.list.state')}</th>
          <th scope="col">
            <span className={classes.actions}>{t('alerts.list.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.alerts.map(alert => (
          <tr key={alert.id}>
            <td>
              <Severity of={alert} />
            </td>
            <td>
              <What of={alert} />
            </td>
            <td>
              <SubjectLink subject={alert.subject} />
            </td>
            <td>
              <Since of={alert} />
            </td>
            <td>
              <AlertState of={alert} />
            </td>
            <td className={classes.actions}>
              <Acknowledge of={alert} onAcknowledge={props.onAcknowledge} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
