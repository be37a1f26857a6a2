import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { TestStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { HistoryFilter } from '../../api';
import { useCursorTrail } from '../Pager';
import { statusesOf } from '../StatusFilter';

/** Tests on one page. */
const PAGE_SIZE = 25;

/** What narrows the list. */
export interface HistoryNarrowing {
  status: TestStatus[];
  q: string;
  user: string;
}

/** `qa-tester` as the catalog writes it: `user:default/qa-tester`. */
function userRefOf(text: string): string | undefined {
  if (!text) {
    return undefined;
  }
  const name = text.replace(/^user:/, '').toLocaleLowerCase('en-US');
  return `user:${name.includes('/') ? name : `default/${name}`}`;
}

/**
 * The list's state, kept in the address alone, so that a link shows what its
 * sender saw.
 */
export function useHistoryState() {
  const [params, setParams] = useSearchParams();
  const status = params.get('status');
  const q = params.get('q') ?? '';
  const user = params.get('user') ?? '';
  const component = params.get('component') ?? undefined;
  const pipeline = params.get('test_type') ?? undefined;
  const trail = useCursorTrail();
  const { cursor } = trail;

  const narrowing = useMemo<HistoryNarrowing>(
    () => ({ status: statusesOf(status), q, user }),
    [status, q, user],
  );
  const filter = useMemo<HistoryFilter>(
    () => ({
      limit: PAGE_SIZE,
      cursor,
      status: narrowing.status,
      q: q.trim() || undefined,
      user: userRefOf(user.trim()),
      component,
      test_type: pipeline,
    }),
    [cursor, narrowing, q, user, component, pipeline],
  );

  const narrow = useCallback(
    (change: Partial<HistoryNarrowing>) =>
      setParams(
        before => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change)) {
            const text = Array.isArray(value) ? value.join(',') : value ?? '';
            after.delete(name);
            if (text) {
              after.set(name, text);
            }
          }
          after.delete('cursor');
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  const clear = useCallback(() => setParams({}), [setParams]);

  return {
    narrowing,
    filter,
    component,
    pipeline,
    narrowed: Boolean(
      narrowing.status.length || q || user || component || pipeline,
    ),
    trail,
    pageSize: PAGE_SIZE,
    narrow,
    clear,
  };
}
