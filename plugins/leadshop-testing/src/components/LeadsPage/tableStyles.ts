import { alpha, makeStyles } from '@material-ui/core/styles';
import type { LeadLayout } from './leadColumns';

/** Heights in pixels: the list of any length is laid out without measuring. */
export const HEADER_HEIGHT = 44;
export const ROW_HEIGHT: Record<LeadLayout, number> = {
  cards: 108,
  main: 60,
  all: 60,
  roomy: 60,
};

/** How the header, the rows and the cards look. */
export const useTableStyles = makeStyles(theme => ({
  scroller: {
    position: 'relative',
    overflow: 'auto',
    maxHeight: 'max(360px, calc(100vh - 330px))',
    borderTop: `1px solid ${theme.palette.divider}`,
    fontSize: theme.typography.pxToRem(14),
  },
  older: { opacity: 0.5 },
  header: {
    position: 'sticky',
    top: 0,
    zIndex: 2,
    height: HEADER_HEIGHT,
    color: theme.palette.text.secondary,
    fontSize: theme.typography.pxToRem(12),
    fontWeight: 600,
    backgroundColor: theme.palette.background.paper,
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  body: { position: 'relative' },
  line: {
    boxSizing: 'border-box',
    display: 'grid',
    alignItems: 'center',
    columnGap: theme.spacing(1.5),
    padding: theme.spacing(0, 1),
  },
  row: {
    position: 'absolute',
    top: 0,
    left: 0,
    width: '100%',
    borderBottom: `1px solid ${theme.palette.divider}`,
    '&:hover': { backgroundColor: theme.palette.action.hover },
    // Fainter than Material's own: small grey text is to be read on it
    '&[aria-selected="true"]': {
      backgroundColor: alpha(theme.palette.primary.main, 0.05),
    },
    '&:focus-visible': {
      outline: `2px solid ${theme.palette.primary.main}`,
      outlineOffset: -2,
    },
  },
  cell: { minWidth: 0 },
  actions: { display: 'flex', justifyContent: 'flex-end' },
  // The order of the cells is select, business, status, last test, actions
  card: {
    alignContent: 'center',
    rowGap: theme.spacing(0.5),
    '& > :nth-child(1)': { gridArea: '1 / 1 / 3 / 2' },
    '& > :nth-child(2)': { gridArea: '1 / 2 / 2 / 4' },
    '& > :nth-child(3)': { gridArea: '2 / 2 / 3 / 3' },
    '& > :nth-child(4)': { gridArea: '2 / 3 / 3 / 4' },
    '& > :nth-child(5)': { gridArea: '1 / 4 / 3 / 5' },
  },
  sort: {
    font: 'inherit',
    padding: theme.spacing(0.5, 0),
    '&:focus-visible': { textDecoration: 'underline' },
  },
  arrow: { marginLeft: 4, fontSize: 14 },
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
}));
