import type {
  Batch,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Translate } from '../../translation';

/** From what has ended to what waits. */
export const COUNTED: TestStatus[] = [
  'success',
  'failed',
  'cancelled',
  'running',
  'pending',
];

/** What a batch tests. */
export function batchTitle(
  t: Translate,
  { source, total: count }: Pick<Batch, 'source' | 'total'>,
  /** Name of the file, where it is known. */
  importName?: string,
): string {
  switch (source) {
    case 'leads':
    case 'filter':
      return t(`batches.what.${source}`, { count });
    case 'import':
      return t('batches.what.import', {
        count,
        file: importName ?? t('batches.what.anImport'),
      });
    default:
      return t('batches.what.rerun', { count });
  }
}

/** `35 succeeded`: how many tests stand there. */
export function countText(
  t: Translate,
  counts: Batch['counts'],
  status: TestStatus,
): string {
  return t('batches.count', {
    tests: counts[status],
    status: t(`words.testStatusInSentence.${status}`),
  });
}

/** `35 succeeded, 5 failed`: how many tests stand where, without empty ones. */
export function countsText(t: Translate, counts: Batch['counts']): string {
  const parts = COUNTED.filter(status => counts[status] > 0).map(status =>
    countText(t, counts, status),
  );
  return parts.join(', ') || t('batches.noTests');
}

/** `40 of 100 tests ended`. */
export function endedText(t: Translate, { counts, total }: Batch): string {
  const ended = counts.success + counts.failed + counts.cancelled;
  return t('batches.ended', { ended, count: total });
}
