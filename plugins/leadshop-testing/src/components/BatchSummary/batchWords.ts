import type {
  Batch,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { TEST_STATUS_TEXT } from '../../texts';

/** From what has ended to what waits. */
export const COUNTED: TestStatus[] = [
  'success',
  'failed',
  'cancelled',
  'running',
  'pending',
];

/** `1 lead`, `1,000 leads`. */
function counted(count: number, thing: string): string {
  return `${count.toLocaleString()} ${thing}${count === 1 ? '' : 's'}`;
}

/** What a batch tests. */
export function batchTitle(
  { source, total }: Pick<Batch, 'source' | 'total'>,
  /** Name of the file, where it is known. */
  importName?: string,
): string {
  switch (source) {
    case 'leads':
      return counted(total, 'selected lead');
    case 'filter':
      return `${counted(total, 'lead')} of a filter`;
    case 'import':
      return `${counted(total, 'lead')} of ${importName ?? 'an import'}`;
    default:
      return `Rerun of ${counted(total, 'failed test')}`;
  }
}

/** `35 succeeded, 5 failed`: how many tests stand where, without empty ones. */
export function countsText(counts: Batch['counts']): string {
  const parts = COUNTED.filter(status => counts[status] > 0).map(
    status =>
      `${counts[status].toLocaleString()} ${TEST_STATUS_TEXT[
        status
      ].toLocaleLowerCase()}`,
  );
  return parts.join(', ') || 'no tests';
}

/** `40 of 100 tests ended`. */
export function endedText({ counts, total }: Batch): string {
  const ended = counts.success + counts.failed + counts.cancelled;
  return `${ended.toLocaleString()} of ${counted(total, 'test')} ended`;
}
