import { useCallback, useMemo } from 'react';
import { DateTime } from 'luxon';
import { useSearchParams } from 'react-router-dom';
import { historySortSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { HistorySort } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { HistoryFilter } from '../../api';
import { ColumnName, columnsNamed } from '../ExecutionTable';
import { useCursorTrail } from '../Pager';
import type { SavedView } from '../SavedViews';
import {
  filterOf,
  HistoryNarrowing,
  narrowAddress,
  NARROWING_NAMES,
  narrowingOf,
} from './narrowing';

/** Tests on one page. */
const PAGE_SIZE = 25;
const USUAL_SORT: HistorySort = '-created_at';
/** As many tests are compared. */
const COMPARED = 2;

/** What belongs to the moment and not to a view. */
const PASSING = ['cursor', 'select', 'view'];

/** What a view keeps of an address; equal lists give equal texts. */
export function viewQuery(params: URLSearchParams): string {
  const kept = new URLSearchParams(params);
  PASSING.forEach(name => kept.delete(name));
  kept.sort();
  return String(kept);
}

/**
 * All that the page shows, kept in the address alone, so that a link shows
 * what its sender saw.
 */
export function useHistoryAddress() {
  const [params, setParams] = useSearchParams();
  const trail = useCursorTrail();
  const { cursor } = trail;
  const query = viewQuery(params);
  const narrowing = useMemo(
    () => narrowingOf(new URLSearchParams(query)),
    [query],
  );
  const sort = historySortSchema.safeParse(params.get('sort')).data;
  const columnText = params.get('columns');
  const selectText = params.get('select');

  const filter = useMemo<HistoryFilter>(
    () => ({
      // A period up to now ends when the list is read
      ...filterOf(narrowing, DateTime.now()),
      sort: sort ?? USUAL_SORT,
      cursor,
      limit: PAGE_SIZE,
    }),
    [narrowing, sort, cursor],
  );

  /** Changes the list, which begins anew. */
  const change = useCallback(
    (make: (after: URLSearchParams) => void) =>
      setParams(
        before => {
          const after = new URLSearchParams(before);
          after.delete('cursor');
          make(after);
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );

  return {
    /** True for an address that says nothing of what to show. */
    bare: String(params) === '',
    /** What a view would keep. */
    query,
    /** Name of the view that this came from. */
    view: params.get('view') ?? undefined,
    narrowing,
    narrowed: NARROWING_NAMES.some(name => narrowing[name].length > 0),
    sort: sort ?? USUAL_SORT,
    /** Undefined when the reader's own are to be shown. */
    columns: useMemo(
      () =>
        columnText === null ? undefined : columnsNamed(columnText.split(',')),
      [columnText],
    ),
    /** Ids of the tests to compare, in the order in which they were chosen. */
    selected: useMemo(
      () => (selectText ?? '').split(',').filter(Boolean).slice(0, COMPARED),
      [selectText],
    ),
    filter,
    trail,
    pageSize: PAGE_SIZE,

    narrow: useCallback(
      (changes: Partial<HistoryNarrowing>) =>
        change(after => narrowAddress(after, changes)),
      [change],
    ),
    clear: useCallback(
      () =>
        change(after =>
          [...NARROWING_NAMES, 'view'].forEach(name => after.delete(name)),
        ),
      [change],
    ),
    order: useCallback(
      (chosen: HistorySort) =>
        change(after =>
          chosen === USUAL_SORT
            ? after.delete('sort')
            : after.set('sort', chosen),
        ),
      [change],
    ),
    show: useCallback(
      (columns: readonly ColumnName[] | undefined) =>
        setParams(
          before => {
            const after = new URLSearchParams(before);
            after.delete('columns');
            if (columns) {
              after.set('columns', columns.join(','));
            }
            return after;
          },
          { replace: true },
        ),
      [setParams],
    ),
    select: useCallback(
      (ids: readonly string[]) =>
        setParams(
          before => {
            const after = new URLSearchParams(before);
            after.delete('select');
            if (ids.length > 0) {
              after.set('select', ids.join(','));
            }
            return after;
          },
          { replace: true },
        ),
      [setParams],
    ),
    /** Shows a view, or calls what is shown by another name or none. */
    open: useCallback(
      (view: SavedView | { name?: undefined; query: string }) => {
        const after = new URLSearchParams(view.query);
        if (view.name) {
          after.set('view', view.name);
        }
        setParams(after, { replace: true });
      },
      [setParams],
    ),
  };
}

/** {@link useHistoryAddress} */
export type HistoryAddress = ReturnType<typeof useHistoryAddress>;
