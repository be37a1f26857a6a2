/* The words of notices. */
import { NotificationPayload } from '@backstage/plugin-notifications-common';
import { Duration } from 'luxon';
import {
  Alert,
  Batch,
  COMPONENTS,
  ComponentSlug,
  Fault,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AlertNotice, ComponentNotice, WebhookNotice } from './notice';

/** Topics that a user can switch off. */
export const TOPICS = {
  batch: 'leadshop-testing.batch',
  component: 'leadshop-testing.component',
  alert: 'leadshop-testing.alert',
  webhook: 'leadshop-testing.webhook',
} as const;

const PAGES = '/leadshop-testing';

/** Without these no test gets anywhere. */
const CRITICAL: readonly ComponentSlug[] = [
  's3-storage',
  'lead-data-model',
  'assessment-orchestrator',
];

const BLAMED: Record<Fault, string> = {
  lead: 'the lead',
  leadshop: 'LeadShop itself',
  vendor: 'an outside service',
  config: 'its settings',
  network: 'the network',
};

const count = new Intl.NumberFormat('en-US');
const tests = (n: number) => (n === 1 ? '1 test' : `${count.format(n)} tests`);

/** Of a batch that has ended. */
export function batchMessage(batch: Batch): NotificationPayload {
  const { success, failed, cancelled } = batch.counts;
  const outcome = [
    `${count.format(success)} passed`,
    `${count.format(failed)} failed`,
    ...(cancelled > 0 ? [`${count.format(cancelled)} cancelled`] : []),
  ].join(', ');
  const [worst] = batch.failing_steps;
  return {
    title: `Batch of ${tests(batch.total)} ${batch.status}: ${outcome}`,
    description: [
      ...(worst
        ? [`Most failed at ${worst.title} (${count.format(worst.count)}).`]
        : []),
      ...tookOf(batch),
    ].join(' '),
    link: `${PAGES}/batches/${batch.id}`,
    severity: batchSeverity(batch),
    topic: TOPICS.batch,
    scope: `batch:${batch.id}`,
  };
}

function batchSeverity({ counts: { success, failed } }: Batch) {
  if (failed === 0) return 'low';
  return failed >= success ? 'high' : 'normal';
}

function tookOf({ created_at: began, completed_at: ended }: Batch): string[] {
  if (ended === null) return [];
  const minutes = Math.ceil((Date.parse(ended) - Date.parse(began)) / 60_000);
  const took = Duration.fromObject(
    minutes < 60
      ? { minutes }
      : { hours: Math.floor(minutes / 60), minutes: minutes % 60 },
    { locale: 'en' },
  );
  return [`It took ${took.toHuman()}.`];
}

/** Of a component that fails, or works again. */
export function componentMessage(notice: ComponentNotice): NotificationPayload {
  const { component, state, fault } = notice;
  const title = COMPONENTS[component];
  const common = {
    link: `${PAGES}/history?component=${component}${
      state === 'down' ? '&status=failed' : ''
    }`,
    topic: TOPICS.component,
    // The newest word on a component takes the place of the one before
    scope: `component:${component}`,
  };
  const description = [
    howItDoes(notice),
    ...(state === 'down' && fault
      ? [`The last failure was the fault of ${BLAMED[fault]}.`]
      : []),
    ...(notice.provider_mode === 'sandbox'
      ? ['Measured against the sandbox.']
      : []),
  ].join(' ');
  return state === 'down'
    ? {
        ...common,
        title: `${title} is failing`,
        description,
        severity: CRITICAL.includes(component) ? 'critical' : 'high',
      }
    : {
        ...common,
        title: `${title} works again`,
        description,
        severity: 'normal',
      };
}

/** By its tests; when none exercised it, by its checks. */
function howItDoes({ state, success_rate: rate }: ComponentNotice): string {
  if (rate !== null) {
    return `${rate} percent of its latest runs in pipeline tests succeeded.`;
  }
  return state === 'down'
    ? 'Its health checks fail.'
    : 'Its health checks pass.';
}

const RESOLVED_BY: Record<NonNullable<Alert['resolution']>, string> = {
  recovered: 'It is well again.',
  rule_changed: 'Its rule was changed.',
  rule_disabled: 'Its rule was switched off.',
  rule_deleted: 'Its rule was deleted.',
};

/** Of an alert that was raised, is still open, or is resolved. */
export function alertMessage(
  alert: Alert,
  news: AlertNotice['news'],
): NotificationPayload {
  const { id, rule_id, rule_name, subject, message, fault, severity } = alert;
  const about = subject.type === 'tests' ? '' : `: ${subject.title}`;
  const common = {
    link: `${PAGES}/alerts/raised?status=all&rule=${rule_id}`,
    topic: TOPICS.alert,
    // The newest word on an alert takes the place of the one before
    scope: `alert:${id}`,
  };
  if (alert.status === 'resolved') {
    return {
      ...common,
      title: `Resolved: ${rule_name}${about}`,
      description: alert.resolution ? RESOLVED_BY[alert.resolution] : '',
      severity: 'normal',
    };
  }
  const blamed = fault ? `, by fault of ${BLAMED[fault]}` : '';
  const measured =
    subject.provider_mode === 'sandbox' ? ' Measured against the sandbox.' : '';
  return {
    ...common,
    title: `${news === 'reminded' ? 'Still open: ' : ''}${rule_name}${about}`,
    description: `${message}${blamed}.${measured}`,
    severity,
  };
}

/** Of a webhook that is sent nothing more. */
export function webhookMessage({
  webhook_id,
  host,
  reason,
}: WebhookNotice): NotificationPayload {
  return {
    title: `The webhook to ${host} was disabled`,
    description:
      reason === 'gone'
        ? 'It answered that it is gone for good (410). Delete it, or enable it again when it is back.'
        : 'It has been failing for days. What could not be delivered is kept as dead letters: enable it again when it works, and send them again.',
    link: `${PAGES}/alerts/webhooks`,
    severity: 'high',
    topic: TOPICS.webhook,
    scope: `webhook:${webhook_id}`,
  };
}
