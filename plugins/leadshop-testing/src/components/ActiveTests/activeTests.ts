import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Page } from '../../api';
import type { LiveNews } from '../../live';

/** The tests that news is about, newest state last. */
export function testsIn(news: LiveNews): ExecutionSummary[] {
  if (news.type === 'test') {
    return [news.test];
  }
  if (news.type !== 'updates') {
    return [];
  }
  return news.updates.flatMap(update =>
    update.type === 'test_update' || update.type === 'test_completed'
      ? [update.payload]
      : [],
  );
}

/** The active tests after the news: new ones come in front, ended ones leave. */
export function applyToActive(
  page: Page<ExecutionSummary>,
  news: LiveNews,
): Page<ExecutionSummary> {
  return testsIn(news).reduce(({ items, total }, test) => {
    const known = items.some(other => other.id === test.id);
    if (isFinalStatus(test.status)) {
      // It may be one of those that the page does not hold.
      const counted = known || total > items.length;
      return {
        items: items.filter(other => other.id !== test.id),
        total: counted ? total - 1 : total,
      };
    }
    return known
      ? {
          items: items.map(other => (other.id === test.id ? test : other)),
          total,
        }
      : { items: [test, ...items], total: total + 1 };
  }, page);
}

/**
 * The ended tests after the news, the one started last first; the same list when
 * none has ended.
 */
export function applyToRecent(
  recent: ExecutionSummary[],
  news: LiveNews,
  limit: number,
): ExecutionSummary[] {
  const ended = testsIn(news).filter(test => isFinalStatus(test.status));
  if (ended.length === 0) return recent;
  return ended
    .reduce(
      (tests, test) => [test, ...tests.filter(({ id }) => id !== test.id)],
      recent,
    )
    .sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))
    .slice(0, limit);
}
