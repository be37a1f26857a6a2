import { useCallback, useMemo } from 'react';
import { DateTime } from 'luxon';
import { useSearchParams } from 'react-router-dom';
import {
  leadFilterSchema,
  leadSortSchema,
  leadStatusSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  LeadFilter,
  LeadSort,
  LeadStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What narrows the list, as the address has it. */
export interface LeadNarrowing {
  status: LeadStatus[];
  q: string;
  industry: string;
  import_id: string;
  /** The first day on which leads were added, in the reader's zone. */
  from: string;
  /** The last one. */
  to: string;
}

const NARROWING = [
  'status',
  'q',
  'industry',
  'import_id',
  'from',
  'to',
] as const satisfies readonly (keyof LeadNarrowing)[];

const FIRST_ORDER: LeadSort = '-created_at';

function statusesOf(text: string): LeadStatus[] {
  return text.split(',').flatMap(word => {
    const status = leadStatusSchema.safeParse(word);
    return status.success ? [status.data] : [];
  });
}

/** The moment at which a day of the reader begins; undefined for no day. */
function startOf(day: string, daysLater: number = 0): string | undefined {
  const moment = DateTime.fromISO(day).plus({ days: daysLater });
  return moment.isValid ? moment.toUTC().toISO() ?? undefined : undefined;
}

function filterOf(narrowing: LeadNarrowing): LeadFilter {
  const importId = leadFilterSchema.shape.import_id.safeParse(
    narrowing.import_id,
  );
  const filter: LeadFilter = {
    status: narrowing.status.length > 0 ? narrowing.status : undefined,
    q: narrowing.q.trim() || undefined,
    industry: narrowing.industry.trim() || undefined,
    import_id: importId.success ? importId.data : undefined,
    from: startOf(narrowing.from),
    to: startOf(narrowing.to, 1),
  };
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined),
  );
}

/**
 * The page's state, kept in the address alone, so that a link shows what its
 * sender saw: filters, sort, whose journey is open, and whether the import is.
 */
export function useLeadsAddress() {
  const [params, setParams] = useSearchParams();
  const text = (name: string) => params.get(name) ?? '';
  const [status, q, industry, importId, from, to] = NARROWING.map(text);

  const narrowing = useMemo<LeadNarrowing>(
    () => ({
      status: statusesOf(status),
      q,
      industry,
      import_id: importId,
      from,
      to,
    }),
    [status, q, industry, importId, from, to],
  );
  const filter = useMemo(() => filterOf(narrowing), [narrowing]);
  const sort = leadSortSchema.catch(FIRST_ORDER).parse(params.get('sort'));

  const change = useCallback(
    (changes: Record<string, string | undefined>, replace: boolean) =>
      setParams(
        before => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            after.delete(name);
            if (value) {
              after.set(name, value);
            }
          }
          return after;
        },
        { replace },
      ),
    [setParams],
  );

  return {
    narrowing,
    filter,
    narrowed: Object.keys(filter).length > 0,
    sort,
    /** The lead whose journey is open. */
    journey: params.get('journey') ?? undefined,
    importing: params.get('import') === 'new',
    narrow: useCallback(
      (changes: Partial<LeadNarrowing>) =>
        change(
          Object.fromEntries(
            Object.entries(changes).map(([name, value]) => [
              name,
              Array.isArray(value) ? value.join(',') : value,
            ]),
          ),
          true,
        ),
      [change],
    ),
    clear: useCallback(
      () =>
        change(
          Object.fromEntries(NARROWING.map(name => [name, undefined])),
          true,
        ),
      [change],
    ),
    sortBy: useCallback(
      (order: LeadSort) =>
        change({ sort: order === FIRST_ORDER ? undefined : order }, true),
      [change],
    ),
    openJourney: useCallback(
      (leadId: string | undefined) => change({ journey: leadId }, false),
      [change],
    ),
    openImport: useCallback(
      (open: boolean) => change({ import: open ? 'new' : undefined }, false),
      [change],
    ),
  };
}
