import type {
  ExecutionSummary,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { HistoryFilter, Page } from '../../api';

const FAILED: TestStatus[] = ['failed'];
const OTHERS: TestStatus[] = ['running', 'pending', 'cancelled', 'success'];

/** Which tests, how many at once, and where to begin. */
export interface FailingFirstQuery {
  batch_id: string;
  /** None means all. */
  status: TestStatus[];
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * Reads a page of a batch's tests, failed ones before all others. The history
 * has no such order: its failed tests are read to their end, and then its other
 * ones. The cursor says in which of the two it is, `0.` or `1.`, and where.
 */
export async function readFailingFirst(
  read: (filter: HistoryFilter) => Promise<Page<ExecutionSummary>>,
  { batch_id, status, limit, cursor = '' }: FailingFirstQuery,
): Promise<{ items: ExecutionSummary[]; nextCursor?: string }> {
  const parts = [FAILED, OTHERS].map(part =>
    part.filter(one => status.length === 0 || status.includes(one)),
  );
  const items: ExecutionSummary[] = [];
  let part = cursor.startsWith('1.') ? 1 : 0;
  let from: string | undefined = cursor.slice(2) || undefined;
  for (; part < parts.length; part++, from = undefined) {
    if (parts[part].length > 0) {
      // When the page is full, one is enough to know that it goes on
      const room = limit - items.length;
      const page = await read({
        batch_id,
        status: parts[part],
        limit: room || 1,
        cursor: from,
      });
      if (room === 0) {
        return {
          items,
          nextCursor: page.items.length > 0 ? `${part}.` : undefined,
        };
      }
      items.push(...page.items);
      if (page.nextCursor) {
        return { items, nextCursor: `${part}.${page.nextCursor}` };
      }
    }
  }
  return { items };
}
