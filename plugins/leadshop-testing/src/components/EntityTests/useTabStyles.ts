import { makeStyles } from '@material-ui/core/styles';

/** How the panels of a tab stand to each other. */
export const useTabStyles = makeStyles(theme => ({
  parts: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    // Portals set another font for what is outside of their components.
    fontFamily: theme.typography.fontFamily,
    color: theme.palette.text.primary,
  },
  choices: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
  },
}));
