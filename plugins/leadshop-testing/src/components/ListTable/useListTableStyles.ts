import { makeStyles } from '@material-ui/core/styles';

/**
 * How lists of tests, batches and imports look: as a table, and on narrow screens as a
 * list. The name in a row is a link that takes the whole row.
 */
export const useListTableStyles = makeStyles(theme => ({
  scroll: { overflowX: 'auto' },
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    fontSize: theme.typography.pxToRem(14),
    '& th': {
      padding: theme.spacing(1.25, 1.5),
      textAlign: 'left',
      whiteSpace: 'nowrap',
      fontSize: theme.typography.pxToRem(12),
      fontWeight: 600,
      color: theme.palette.text.secondary,
      borderBottom: `1px solid ${theme.palette.divider}`,
    },
    '& td': { padding: theme.spacing(1.25, 1.5), verticalAlign: 'middle' },
    // In line with the heading of the panel around it
    '& th:first-child, & td:first-child': { paddingLeft: theme.spacing(2) },
    '& th:last-child, & td:last-child': { paddingRight: theme.spacing(2) },
    '& tbody tr': { position: 'relative' },
    '& tbody tr + tr td': { borderTop: `1px solid ${theme.palette.divider}` },
    '& tbody tr:hover': { backgroundColor: theme.palette.action.hover },
  },
  number: {
    textAlign: 'right !important' as 'right',
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
  },
  short: { whiteSpace: 'nowrap' },
  // Takes what the other columns leave.
  wide: { width: '100%', maxWidth: 0, minWidth: 180 },
  name: {
    fontWeight: 600,
    '&::after': { content: '""', position: 'absolute', inset: 0 },
  },
  small: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
  cut: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    position: 'relative',
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    padding: theme.spacing(1.5, 2),
    '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  itemRow: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
  },
  grow: { flex: 1 },
}));
