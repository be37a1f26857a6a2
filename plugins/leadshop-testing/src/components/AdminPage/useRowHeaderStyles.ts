import { makeStyles } from '@material-ui/core/styles';

/** How tables look whose rows have a heading: it reads as the cells do. */
export const useRowHeaderStyles = makeStyles(theme => ({
  table: {
    '& tbody th': {
      whiteSpace: 'normal',
      border: 0,
      fontSize: theme.typography.pxToRem(14),
      color: theme.palette.text.primary,
    },
    '& tbody tr + tr th': { borderTop: `1px solid ${theme.palette.divider}` },
  },
}));
