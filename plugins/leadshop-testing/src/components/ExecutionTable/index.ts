export { ExecutionTable, useNarrowList } from './ExecutionTable';
export {
  COLUMN_NAMES,
  COLUMNS,
  columnsNamed,
  ROW_COLUMN,
  USUAL_COLUMNS,
} from './executionColumns';
export type { ColumnName } from './executionColumns';
export type { TestSelection } from './SelectBox';
export { TestLink } from './TestLink';
export { TestScore } from './TestScore';
export { TierBadge } from './TierBadge';
