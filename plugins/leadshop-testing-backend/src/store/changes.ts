import { BatchFeedRow, ImportFeedRow, TestFeedRow } from './rows';

/** What noting takes of an event. */
export type NotedRow =
  | Pick<TestFeedRow, 'channel' | 'test_id'>
  | Pick<BatchFeedRow, 'channel' | 'payload'>
  | Pick<ImportFeedRow, 'channel' | 'payload'>;

/** What has changed, by id. */
export interface Changes {
  tests: Set<string>;
  batches: Set<string>;
  imports: Set<string>;
}

/** Nothing has changed yet. */
export function noChanges(): Changes {
  return { tests: new Set(), batches: new Set(), imports: new Set() };
}

/** Whether anything has changed. */
export function anyChange({ tests, batches, imports }: Changes): boolean {
  return tests.size + batches.size + imports.size > 0;
}

/** Notes what an event is about, when more than its test's own log tells of it. */
export function note(changes: Changes, row: NotedRow): void {
  if (row.channel === 'test') changes.tests.add(row.test_id);
  if (row.channel === 'batch') changes.batches.add(row.payload.batch_id);
  if (row.channel === 'import') changes.imports.add(row.payload.import_id);
}
