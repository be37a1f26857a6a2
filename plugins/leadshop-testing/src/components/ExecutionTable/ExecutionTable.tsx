import { Theme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { useListTableStyles } from '../ListTable';
import { SidewaysScroll } from '../SidewaysScroll';
import { ColumnHeader, TestOrder } from './ColumnHeader';
import {
  ColumnName,
  COLUMNS,
  ExecutionColumn,
  USUAL_COLUMNS,
} from './executionColumns';
import { NarrowList } from './NarrowList';
import { SelectBox, TestSelection } from './SelectBox';

/** True where a table of tests is a list. */
export function useNarrowList(): boolean {
  return useMediaQuery<Theme>(theme => theme.breakpoints.down('sm'), {
    noSsr: true,
  });
}

/** Tests, the one started last first, as a table or on narrow screens a list. */
export const ExecutionTable = ({
  tests,
  caption,
  columns = USUAL_COLUMNS,
  order,
  selection,
}: {
  tests: ExecutionSummary[];
  /** What the table holds, for those who cannot see its heading. */
  caption: string;
  columns?: readonly ColumnName[];
  order?: TestOrder;
  selection?: TestSelection;
}) => {
  const t = useTexts();
  const table = useListTableStyles();
  const look = (name: ColumnName) => {
    const column: ExecutionColumn = COLUMNS[name];
    return table[column.look];
  };
  if (useNarrowList()) {
    return <NarrowList tests={tests} selection={selection} />;
  }
  return (
    <SidewaysScroll name={caption} flush>
      {measured => (
        <table ref={measured} className={table.table} aria-label={caption}>
          <thead>
            <tr>
              {selection && <th scope="col">{t('history.row.selected')}</th>}
              {columns.map(name => (
                <ColumnHeader key={name} name={name} order={order} />
              ))}
            </tr>
          </thead>
          <tbody>
            {tests.map(test => (
              <tr key={test.id}>
                {selection && (
                  <td className={table.short}>
                    <SelectBox test={test} selection={selection} />
                  </td>
                )}
                {columns.map(name => {
                  const { Cell }: ExecutionColumn = COLUMNS[name];
                  return (
                    <td key={name} className={look(name)}>
                      <Cell test={test} />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </SidewaysScroll>
  );
};
