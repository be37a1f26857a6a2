import { makeStyles } from '@material-ui/core/styles';
import ArrowDownwardIcon from '@material-ui/icons/ArrowDownward';
import ArrowUpwardIcon from '@material-ui/icons/ArrowUpward';
import type { HistorySort } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { useListTableStyles } from '../ListTable';
import { ColumnName, COLUMNS, ExecutionColumn } from './executionColumns';

const useStyles = makeStyles(theme => ({
  icon: { margin: '0 4px', fontSize: 14, verticalAlign: 'text-bottom' },
  idle: { opacity: 0 },
  button: {
    padding: 0,
    border: 0,
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    cursor: 'pointer',
    '&:hover $idle, &:focus-visible $idle': { opacity: 0.6 },
    '&:focus-visible': {
      outline: `2px solid ${theme.palette.primary.main}`,
      outlineOffset: 2,
    },
  },
}));

/** The order of a table, and how it is changed. */
export interface TestOrder {
  sort: HistorySort;
  onSort: (sort: HistorySort) => void;
}

const USUAL_SORT: HistorySort = '-created_at';

/** The name of a column; pressed, it orders the table by it. */
export const ColumnHeader = ({
  name,
  order,
}: {
  name: ColumnName;
  /** Without it the table is as it is: the one started last comes first. */
  order?: TestOrder;
}) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const { sort, look }: ExecutionColumn = COLUMNS[name];
  const current = order?.sort ?? USUAL_SORT;
  const descending = sort !== undefined && current === `-${sort}`;
  const ascending = sort !== undefined && current === sort;
  const sorted = descending || ascending;
  const Icon = ascending ? ArrowUpwardIcon : ArrowDownwardIcon;
  const icon = (
    <Icon
      className={`${classes.icon} ${sorted ? '' : classes.idle}`}
      aria-hidden
    />
  );
  const text = t(`history.columns.${name}`);
  // Figures stand to the right, and so does what they are called
  const [before, after] = look === 'number' ? [icon, null] : [null, icon];
  let direction: 'ascending' | 'descending' | undefined;
  if (sorted) {
    direction = ascending ? 'ascending' : 'descending';
  }
  return (
    <th
      scope="col"
      className={look === 'number' ? table.number : undefined}
      aria-sort={direction}
    >
      {sort && order ? (
        <button
          type="button"
          className={classes.button}
          onClick={() => order.onSort(descending ? sort : `-${sort}`)}
        >
          {before}
          {text}
          {after}
        </button>
      ) : (
        <>
          {sorted && before}
          {text}
          {sorted && after}
        </>
      )}
    </th>
  );
};
