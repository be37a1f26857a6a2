import { useMemo, useState } from 'react';
import type { Correction } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { CorrectionBook } from '../ImportErrors';

/** As many as the server takes. */
const MOST = 1000;

type Cells = ReadonlyMap<string, Correction>;

const keyOf = ({ row, field }: Pick<Correction, 'row' | 'field'>) =>
  `${row} ${field}`;

/** The cells that were put right, and which of them no check has seen yet. */
export function useCorrections() {
  const [cells, setCells] = useState<Cells>(new Map());
  const [checked, setChecked] = useState<Cells>(cells);

  const book = useMemo<CorrectionBook>(
    () => ({
      valueOf: (row, field) => cells.get(keyOf({ row, field }))?.value,
      isChecked: (row, field) => {
        const key = keyOf({ row, field });
        return cells.get(key)?.value === checked.get(key)?.value;
      },
      correct: (row, field, value) =>
        setCells(before =>
          new Map(before).set(keyOf({ row, field }), { row, field, value }),
        ),
      restore: (row, field) =>
        setCells(before => {
          const after = new Map(before);
          after.delete(keyOf({ row, field }));
          return after;
        }),
      full: cells.size >= MOST,
    }),
    [cells, checked],
  );
  const list = useMemo(() => [...cells.values()], [cells]);
  // Those that were taken back count, too: the check saw them
  const unchecked = [...new Set([...cells.keys(), ...checked.keys()])].filter(
    key => checked.get(key)?.value !== cells.get(key)?.value,
  ).length;

  return {
    book,
    list,
    /** How many are not checked yet. */
    unchecked,
    /** A check sees these. */
    markChecked: (seen: readonly Correction[]) =>
      setChecked(new Map(seen.map(one => [keyOf(one), one]))),
    /** Takes all back; another check has to see that. */
    clear: () => setCells(new Map()),
    /** Begins anew, with another file. */
    reset: () => {
      setCells(new Map());
      setChecked(new Map());
    },
  };
}
