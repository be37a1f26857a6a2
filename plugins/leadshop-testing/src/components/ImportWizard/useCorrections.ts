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
      correct: (row, field, value) =>
        setCells(before =>
          new Map(before).set(keyOf({ row, field }), { row, field, value }),
        ),
      full: cells.size >= MOST,
    }),
    [cells],
  );
  const list = useMemo(() => [...cells.values()], [cells]);
  const unchecked = list.filter(
    one => checked.get(keyOf(one))?.value !== one.value,
  ).length;

  return {
    book,
    list,
    /** How many are not checked yet. */
    unchecked,
    markChecked: () => setChecked(cells),
    clear: () => {
      setCells(new Map());
      setChecked(new Map());
    },
  };
}
