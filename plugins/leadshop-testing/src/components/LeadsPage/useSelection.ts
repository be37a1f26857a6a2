import { useCallback, useMemo, useState } from 'react';
import type {
  Lead,
  LeadFilter,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Some leads for the server: those named, or all that match. */
export type SelectedLeads = { lead_ids: string[] } | { filter: LeadFilter };

/** Which leads are ticked. */
export interface Selection {
  /** True when all that match are selected, those not read yet as well. */
  all: boolean;
  count: number;
  isSelected(id: string): boolean;
  toggle(id: string): void;
  selectAll(): void;
  clear(): void;
  /** What to send to the server. */
  selected: SelectedLeads;
}

type Ticked =
  | { of: LeadFilter; ids: 'all' }
  | { of: LeadFilter; ids: ReadonlySet<string> };

/**
 * The selection belongs to a filter: what is not in the list cannot be ticked
 * unseen. "All" means all that match on the server. Unticking one of them leaves
 * the others that were read so far, because the server knows no "all but".
 */
export function useSelection(
  filter: LeadFilter,
  { leads, total = 0 }: { leads: Lead[]; total?: number },
): Selection {
  const [ticked, setTicked] = useState<Ticked>({ of: filter, ids: new Set() });
  const ids = ticked.of === filter ? ticked.ids : undefined;
  const all = ids === 'all';

  const toggle = useCallback(
    (id: string) =>
      setTicked(before => {
        const valid = before.of === filter ? before.ids : [];
        const after = new Set(
          valid === 'all' ? leads.map(lead => lead.id) : valid,
        );
        if (!after.delete(id)) {
          after.add(id);
        }
        return { of: filter, ids: after };
      }),
    [filter, leads],
  );
  const selectAll = useCallback(
    () => setTicked({ of: filter, ids: 'all' }),
    [filter],
  );
  const clear = useCallback(
    () => setTicked({ of: filter, ids: new Set() }),
    [filter],
  );

  return useMemo(() => {
    const named: ReadonlySet<string> =
      ids === undefined || ids === 'all' ? new Set<string>() : ids;
    return {
      all,
      count: all ? total : named.size,
      isSelected: (id: string) => all || named.has(id),
      toggle,
      selectAll,
      clear,
      selected: all ? { filter } : { lead_ids: [...named] },
    };
  }, [all, ids, total, filter, toggle, selectAll, clear]);
}
