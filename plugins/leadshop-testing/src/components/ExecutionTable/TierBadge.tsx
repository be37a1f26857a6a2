import { makeStyles } from '@material-ui/core/styles';
import { useTexts } from '../../translation';

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
export const TierBadge = ({ tier }: { tier: string }) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <span
      className={classes.root}
      role="img"
      aria-label={t('history.row.tier', { tier })}
    >
      {tier}
    </span>
  );
};
