import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import type { AuditEvent } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import { JsonView } from '../../JsonView';
import { SideDrawer } from '../../SideDrawer';
import { StatusLabel } from '../../StatusLabel';
import { AuditTarget } from './AuditTarget';
import { lookOfOutcome } from './outcomeLook';

const useStyles = makeStyles(theme => ({
  facts: { margin: theme.spacing(0, 0, 2) },
  term: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
  value: { margin: theme.spacing(0, 0, 1.5), overflowWrap: 'anywhere' },
}));

/** All that is kept of an entry of the audit trail. */
export const AuditEventDrawer = ({
  event,
  onClose,
}: {
  event: AuditEvent;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { moment } = useFormats();
  const fact = (term: string, value: ReactNode) => (
    <>
      <dt className={classes.term}>{term}</dt>
      <dd className={classes.value}>{value}</dd>
    </>
  );
  return (
    <SideDrawer
      title={t(`admin.audit.action.${event.action}`)}
      badge={
        <StatusLabel
          status={lookOfOutcome(event.outcome)}
          text={t(`admin.audit.outcome.${event.outcome}`)}
        />
      }
      width="narrow"
      onClose={onClose}
    >
      <dl className={classes.facts}>
        {fact(t('admin.audit.when'), moment(event.occurred_at))}
        {fact(t('admin.audit.who'), event.actor ?? t('admin.audit.nobody'))}
        {fact(t('admin.audit.target'), <AuditTarget target={event.target} />)}
        {event.target?.id &&
          fact(t('admin.audit.targetId'), <code>{event.target.id}</code>)}
        {event.reason && fact(t('admin.audit.reason'), event.reason)}
        {event.request_id &&
          fact(t('admin.audit.request'), <code>{event.request_id}</code>)}
      </dl>
      <JsonView value={event} fileName={`audit-event-${event.id}.json`} />
    </SideDrawer>
  );
};
