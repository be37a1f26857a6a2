import type {
  Alert,
  AlertFinding,
  AlertRule,
  Queue,
  RetentionStatus,
  DeadLetter,
  Webhook,
  WebhookDelivery,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testId } from './executions';

const AT = '2026-03-01T10:00:00.000Z';

/** A component that an alert is about. */
export const SEMRUSH: Alert['subject'] = {
  type: 'component',
  name: 'semrush-integration',
  title: 'SEMrush Integration',
  provider_mode: 'live',
};

/** An alert that nobody has taken on yet. */
export function openAlert(number: number, change: Partial<Alert> = {}): Alert {
  return {
    id: testId(number),
    rule_id: testId(50),
    rule_name: `Component down ${number}`,
    kind: 'component_down',
    severity: 'critical',
    subject: SEMRUSH,
    status: 'open',
    message: 'SEMrush Integration is in error: quota used up',
    fault: 'vendor',
    raised_at: AT,
    resolved_at: null,
    resolution: null,
    acknowledged: null,
    ...change,
  };
}

/** A rule that somebody made in the interface. */
export function alertRule(
  number: number,
  change: Partial<AlertRule> = {},
): AlertRule {
  return {
    id: testId(number),
    name: `Rule ${number}`,
    enabled: true,
    severity: 'high',
    condition: {
      kind: 'success_rate',
      per: 'pipeline',
      test_type: null,
      components: null,
      provider_mode: 'live',
      below: 80,
      tests: 50,
      resolve_above: 85,
    },
    for_ms: 0,
    resolve_after_ms: 0,
    recipients: ['group:default/leadshop-admins'],
    source: 'api',
    source_path: null,
    version: 3,
    open_alerts: 0,
    created_by: 'user:default/admin',
    created_at: AT,
    updated_by: 'user:default/admin',
    updated_at: AT,
    ...change,
  };
}

/** What a rule sees in a component that is down. */
export function finding(change: Partial<AlertFinding> = {}): AlertFinding {
  return {
    subject: SEMRUSH,
    state: 'breach',
    message: '61 % of the last 50 tests succeeded',
    fault: null,
    would: 'raise',
    since: AT,
    open_alert_id: null,
    ...change,
  };
}

/** A webhook that works. */
export function webhook(
  number: number,
  change: Partial<Webhook> = {},
): Webhook {
  return {
    id: testId(number),
    url: `https://hooks-${number}.example/leadshop`,
    description: `Hook ${number}`,
    event_types: ['alert.raised', 'alert.resolved'],
    enabled: true,
    disabled_reason: null,
    disabled_at: null,
    secret_readable: true,
    secret_changed_at: AT,
    previous_secret_until: null,
    failing_since: null,
    last_success_at: AT,
    last_failure_at: null,
    pending: 0,
    dead_letters: 0,
    version: 2,
    created_by: 'user:default/admin',
    created_at: AT,
    updated_by: 'user:default/admin',
    updated_at: AT,
    ...change,
  };
}

/** A delivery that arrived. */
export function delivery(
  number: number,
  change: Partial<WebhookDelivery> = {},
): WebhookDelivery {
  return {
    id: testId(number),
    webhook_id: testId(1),
    message_id: `msg_${number}`,
    type: 'alert.raised',
    status: 'delivered',
    attempts: 1,
    next_attempt_at: null,
    last_attempt_at: AT,
    duration: 120,
    response_status: 204,
    error: null,
    created_at: AT,
    ended_at: AT,
    ...change,
  };
}

/** A delivery that was given up after a day. */
export function deadLetter(
  number: number,
  change: Partial<DeadLetter> = {},
): DeadLetter {
  return {
    ...delivery(number),
    status: 'dead',
    attempts: 9,
    response_status: 503,
    error: 'The receiver answered 503',
    webhook: {
      url: 'https://hooks-1.example/leadshop',
      description: 'Hook 1',
      enabled: true,
    },
    ...change,
  };
}

/** A queue that two backends take from. */
export function queue(change: Partial<Queue> = {}): Queue {
  return {
    paused: null,
    depth: 4,
    oldest_age: 95_000,
    running: 3,
    max_running: 40,
    replicas: [
      {
        id: testId(71),
        hostname: 'portal-1',
        pid: 101,
        role: 'api',
        version: '0.6.0',
        capacity: 0,
        running: 0,
        started_at: AT,
        heartbeat_at: AT,
        alive: true,
      },
      {
        id: testId(72),
        hostname: 'worker-1',
        pid: 102,
        role: 'worker',
        version: null,
        capacity: null,
        running: 3,
        started_at: AT,
        heartbeat_at: AT,
        alive: false,
      },
    ],
    timestamp: AT,
    ...change,
  };
}

const DAY_MS = 24 * 3_600_000;

/** A retention that has run. */
export function retention(
  change: Partial<RetentionStatus> = {},
): RetentionStatus {
  const run = {
    started_at: AT,
    ended_at: '2026-03-01T10:00:02.000Z',
    requested_by: null,
    outcome: 'finished' as const,
    deleted: { tests: 1_204, events: 90_211, batches: 0 },
  };
  return {
    last_run: run,
    recent_runs: [run],
    next_run_at: '2026-03-01T11:00:00.000Z',
    settings: {
      history_enabled: true,
      history_retention_ms: 30 * DAY_MS,
      audit_retention_ms: 400 * DAY_MS,
      every_ms: 3_600_000,
    },
    timestamp: AT,
    ...change,
  };
}
