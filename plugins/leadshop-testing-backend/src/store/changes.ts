import { AlertFeedRow, BatchFeedRow, ImportFeedRow, TestFeedRow } from './rows';

/** What noting takes of an event. */
export type NotedRow =
  | Pick<TestFeedRow, 'channel' | 'test_id'>
  | Pick<BatchFeedRow, 'channel' | 'payload'>
  | Pick<ImportFeedRow, 'channel' | 'payload'>
  | Pick<AlertFeedRow, 'channel' | 'payload'>;

/** What has changed, by id. */
export interface Changes {
  tests: Set<string>;
  batches: Set<string>;
  imports: Set<string>;
  alerts: Set<string>;
}

/** Nothing has changed yet. */
export function noChanges(): Changes {
  return {
    tests: new Set(),
    batches: new Set(),
    imports: new Set(),
    alerts: new Set(),
  };
}

/** Whether anything has changed. */
export function anyChange(changes: Changes): boolean {
  const { tests, batches, imports, alerts } = changes;
  return tests.size + batches.size + imports.size + alerts.size > 0;
}

/** Notes what an event is about, when more than its test's own log tells of it. */
export function note(changes: Changes, row: NotedRow): void {
  if (row.channel === 'test') changes.tests.add(row.test_id);
  if (row.channel === 'batch') changes.batches.add(row.payload.batch_id);
  if (row.channel === 'import') changes.imports.add(row.payload.import_id);
  if (row.channel === 'alert') changes.alerts.add(row.payload.alert_id);
}
