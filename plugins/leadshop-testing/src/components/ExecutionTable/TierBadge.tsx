import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-block',
    minWidth: 20,
    padding: '0 6px',
    borderRadius: 4,
    textAlign: 'center',
    fontSize: theme.typography.pxToRem(12),
    fontWeight: 600,
    lineHeight: '18px',
    color: theme.palette.text.primary,
    border: `1px solid ${theme.palette.text.secondary}`,
  },
}));

/** The tier that the score puts a lead in. */
export const TierBadge = ({ tier }: { tier: string }) => (
  <span className={useStyles().root} role="img" aria-label={`tier ${tier}`}>
    {tier}
  </span>
);
