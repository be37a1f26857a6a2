import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { testStatusSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { TestStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { HistoryFilter } from '../../api';

/** Tests on one page. */
const PAGE_SIZE = 25;

/** What narrows the list. */
export interface HistoryNarrowing {
  status: TestStatus[];
  q: string;
  user: string;
}

function statusesOf(text: string | null): TestStatus[] {
  return (text ?? '').split(',').flatMap(word => {
    const status = testStatusSchema.safeParse(word);
    return status.success ? [status.data] : [];
  });
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
 * sender saw. Cursors only lead forward: the address holds one for each page
 * that was turned, and going back drops the last.
 */
export function useHistoryState() {
  const [params, setParams] = useSearchParams();
  const status = params.get('status');
  const q = params.get('q') ?? '';
  const user = params.get('user') ?? '';
  const component = params.get('component') ?? undefined;
  const pipeline = params.get('test_type') ?? undefined;
  const cursors = params.getAll('cursor');
  const cursor = cursors[cursors.length - 1];

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
  const turn = useCallback(
    (to: string | undefined) =>
      setParams(before => {
        const after = new URLSearchParams(before);
        const trail = before.getAll('cursor');
        after.delete('cursor');
        (to === undefined ? trail.slice(0, -1) : [...trail, to]).forEach(one =>
          after.append('cursor', one),
        );
        return after;
      }),
    [setParams],
  );

  return {
    narrowing,
    filter,
    component,
    pipeline,
    narrowed: Boolean(
      narrowing.status.length || q || user || component || pipeline,
    ),
    /** Number of the page, from 1. */
    pageNumber: cursors.length + 1,
    pageSize: PAGE_SIZE,
    narrow,
    clear,
    next: turn,
    previous: useCallback(() => turn(undefined), [turn]),
  };
}
