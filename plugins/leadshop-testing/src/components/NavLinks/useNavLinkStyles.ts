import { makeStyles } from '@material-ui/core/styles';

/** How a row of links to pages looks; the page that is shown is underlined. */
export const useNavLinkStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    gap: theme.spacing(3),
    marginBottom: theme.spacing(3),
    overflowX: 'auto',
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  link: {
    whiteSpace: 'nowrap',
    padding: theme.spacing(1, 0),
    marginBottom: -1,
    color: theme.palette.text.secondary,
    fontWeight: 600,
    textDecoration: 'none',
    borderBottom: '2px solid transparent',
    '&:hover': { color: theme.palette.text.primary },
    '&.active': {
      color: theme.palette.text.primary,
      borderBottomColor: theme.palette.primary.main,
    },
  },
}));
