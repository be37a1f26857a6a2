import { useMemo } from 'react';
import { ColumnName, columnsNamed, USUAL_COLUMNS } from '../ExecutionTable';
import { useSetting } from '../SavedViews';
import type { HistoryAddress } from './useHistoryAddress';

/**
 * The columns of the list: those of the address, or else those that this user
 * chose last. A choice goes into both, so that a link shows them to others and
 * nobody loses their own by following one.
 */
export function useHistoryColumns(address: HistoryAddress) {
  const { value, save } = useSetting('history-columns');
  const own = useMemo(
    () =>
      Array.isArray(value)
        ? columnsNamed(value.filter(name => typeof name === 'string'))
        : USUAL_COLUMNS,
    [value],
  );
  return {
    columns: address.columns ?? own,
    choose: (columns: readonly ColumnName[] | undefined) => {
      address.show(columns);
      // They are in the address all the same
      save([...(columns ?? USUAL_COLUMNS)]).catch(() => {});
    },
  };
}
