import ButtonBase from '@material-ui/core/ButtonBase';
import Checkbox from '@material-ui/core/Checkbox';
import ArrowDownwardIcon from '@material-ui/icons/ArrowDownward';
import ArrowUpwardIcon from '@material-ui/icons/ArrowUpward';
import type { LeadSort } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import type { LeadColumn, LeadLayout } from './leadColumns';
import { useTableStyles } from './tableStyles';
import type { Selection } from './useSelection';

const ColumnTitle = ({
  column: { name, sort: orders },
  sort,
  onSort,
}: {
  column: LeadColumn;
  sort: LeadSort;
  onSort: (sort: LeadSort) => void;
}) => {
  const classes = useTableStyles();
  const t = useTexts();
  const title = t(`leads.columns.${name}`);
  if (!orders) {
    return <>{title}</>;
  }
  const [up, down] = orders;
  return (
    <ButtonBase
      className={classes.sort}
      onClick={() => onSort(sort === up ? down : up)}
    >
      {title}
      {sort === up && <ArrowUpwardIcon className={classes.arrow} aria-hidden />}
      {sort === down && (
        <ArrowDownwardIcon className={classes.arrow} aria-hidden />
      )}
    </ButtonBase>
  );
};

function ariaSort(
  { sort: orders }: LeadColumn,
  sort: LeadSort,
): 'ascending' | 'descending' | undefined {
  if (sort === orders?.[0]) {
    return 'ascending';
  }
  return sort === orders?.[1] ? 'descending' : undefined;
}

/** The titles of the columns, which stay in sight. */
export const LeadHeader = ({
  columns,
  layout,
  template,
  selection,
  sort,
  onSort,
}: {
  columns: LeadColumn[];
  layout: LeadLayout;
  /** Tracks of CSS grid. */
  template: string;
  selection: Selection;
  sort: LeadSort;
  onSort: (sort: LeadSort) => void;
}) => {
  const classes = useTableStyles();
  const t = useTexts();
  const { all, count, selectAll, clear } = selection;
  return (
    <div role="rowgroup" className={classes.header}>
      <div
        role="row"
        aria-rowindex={1}
        className={classes.line}
        style={{ gridTemplateColumns: template, height: '100%' }}
      >
        <div role="columnheader">
          <Checkbox
            size="small"
            color="primary"
            checked={all}
            indeterminate={!all && count > 0}
            onChange={all ? clear : selectAll}
            inputProps={{ 'aria-label': t('leads.row.selectAll') }}
          />
        </div>
        {columns.map((column, index) => (
          <div
            key={column.name}
            role="columnheader"
            aria-sort={ariaSort(column, sort)}
            className={
              layout === 'cards' && index > 0 ? classes.hidden : classes.cell
            }
          >
            <ColumnTitle column={column} sort={sort} onSort={onSort} />
          </div>
        ))}
        <div role="columnheader" className={classes.hidden}>
          {t('leads.columns.actions')}
        </div>
      </div>
    </div>
  );
};
