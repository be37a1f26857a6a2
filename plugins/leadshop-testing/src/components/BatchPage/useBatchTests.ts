import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import type {
  Batch,
  ExecutionSummary,
  HistorySort,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, Page } from '../../api';
import { LiveNews, useKept, useLiveResource } from '../../live';
import { useCursorTrail } from '../Pager';
import { statusesOf } from '../StatusFilter';
import { readFailingFirst } from './failingFirst';

/** Tests on one page. */
export const PAGE_SIZE = 25;

/** The batch's channel tells of its counts and not of each of its tests. */
const REFRESH_EVERY_MS = 3_000;

/** What the history can sort by, by its name in the address. */
const SORTS = {
  slowest: '-execution_time',
  lowest: 'score',
} as const satisfies Record<string, HistorySort>;

/** In which order tests are listed. */
export type TestOrder = 'failing' | keyof typeof SORTS;

/** What narrows and orders the tests of a batch. */
export interface BatchNarrowing {
  status: TestStatus[];
  /** Name of the step at which they failed. */
  step: string | undefined;
  order: TestOrder;
}

function orderOf(text: string | null): TestOrder {
  return text === 'slowest' || text === 'lowest' ? text : 'failing';
}

const isEnd =
  (id: string) =>
  (news: LiveNews): boolean =>
    news.type === 'updates' &&
    news.updates.some(
      update =>
        update.type === 'batch_update' &&
        update.payload.id === id &&
        update.payload.status !== 'running',
    );

function sum(counts: Batch['counts'], statuses: TestStatus[]): number {
  return (
    statuses.length > 0 ? statuses : (Object.keys(counts) as TestStatus[])
  ).reduce((total, status) => total + counts[status], 0);
}

/**
 * The tests of a batch, page by page, kept up to date while it runs. What
 * narrows and orders them is kept in the address alone.
 */
export function useBatchTests(batch: Batch) {
  const api = useApi(leadshopTestingApiRef);
  const [params, setParams] = useSearchParams();
  const trail = useCursorTrail();
  const { cursor } = trail;
  const statuses = params.get('status');
  const step = params.get('step') ?? undefined;
  const order = orderOf(params.get('order'));
  const status = useMemo(() => statusesOf(statuses), [statuses]);
  const { id } = batch;

  const load = useCallback(async (): Promise<Page<ExecutionSummary>> => {
    const wanted = { batch_id: id, limit: PAGE_SIZE, cursor };
    if (order === 'failing' && !step) {
      const page = await readFailingFirst(filter => api.getHistory(filter), {
        ...wanted,
        status,
      });
      return { ...page, total: 0 };
    }
    return api.getHistory({
      ...wanted,
      status,
      failed_step: step,
      sort: order === 'failing' ? undefined : SORTS[order],
    });
  }, [api, id, cursor, status, step, order]);

  const tests = useLiveResource({
    channel: `batch:${id}`,
    load,
    apply: page => page,
    needsReload: isEnd(id),
    refreshEvery: batch.status === 'running' ? REFRESH_EVERY_MS : undefined,
  });

  const narrow = useCallback(
    (change: Partial<BatchNarrowing>) =>
      setParams(
        before => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change)) {
            const text = Array.isArray(value) ? value.join(',') : value;
            after.delete(name);
            if (text && text !== 'failing') {
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

  const { value, loading, error, reload } = tests;
  const shown = useKept(value, loading);
  // The batch knows more than the history counts, and it is newer
  const exact = order === 'failing' && !step;
  const known = exact ? sum(batch.counts, status) : shown?.total ?? 0;
  const seen = (trail.pageNumber - 1) * PAGE_SIZE + (shown?.items.length ?? 0);
  return {
    page: shown && { ...shown, total: Math.max(known, seen) },
    exact,
    loading,
    error,
    reload,
    trail,
    narrowing: { status, step, order } satisfies BatchNarrowing,
    narrow,
  };
}
