import type { TestStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { endedTest } from '../../__testUtils__/executions';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { workId } from '../../__testUtils__/leads';
import { readFailingFirst } from './failingFirst';

const BATCH = workId(1);

/** All pages of a batch whose tests have these statuses, newest first. */
async function pagesOf(
  statuses: TestStatus[],
  limit: number,
  wanted: TestStatus[] = [],
): Promise<string[][]> {
  const api = new InMemoryTesting();
  api.history = statuses.map((status, index) =>
    endedTest(index, { status, batch_id: BATCH }),
  );
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await readFailingFirst(filter => api.getHistory(filter), {
      batch_id: BATCH,
      status: wanted,
      limit,
      cursor,
    });
    pages.push(
      page.items.map(({ business_name, status }) =>
        `${business_name} ${status}`.replace('Business ', ''),
      ),
    );
    cursor = page.nextCursor;
  } while (cursor);
  return pages;
}

describe('readFailingFirst', () => {
  it('reads what failed before all else, and each test once', async () => {
    expect(
      await pagesOf(['success', 'failed', 'running', 'failed', 'failed'], 2),
    ).toEqual([
      ['1 failed', '3 failed'],
      ['4 failed', '0 success'],
      ['2 running'],
    ]);
  });

  it('goes on with the others when the failed ones fill a page', async () => {
    expect(await pagesOf(['success', 'failed', 'failed'], 2)).toEqual([
      ['1 failed', '2 failed'],
      ['0 success'],
    ]);
  });

  it('ends where the tests end', async () => {
    expect(await pagesOf(['failed', 'failed'], 2)).toEqual([
      ['0 failed', '1 failed'],
    ]);
    expect(await pagesOf(['success', 'success'], 2)).toEqual([
      ['0 success', '1 success'],
    ]);
    expect(await pagesOf([], 2)).toEqual([[]]);
  });

  it('reads only the statuses that are wanted', async () => {
    const statuses: TestStatus[] = ['success', 'failed', 'running', 'pending'];
    expect(await pagesOf(statuses, 5, ['failed'])).toEqual([['1 failed']]);
    expect(await pagesOf(statuses, 5, ['running', 'success'])).toEqual([
      ['0 success', '2 running'],
    ]);
    expect(await pagesOf(statuses, 5, ['pending', 'failed'])).toEqual([
      ['1 failed', '3 pending'],
    ]);
  });
});
