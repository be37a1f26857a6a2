import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  figures: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(130px, 1fr))',
    gap: theme.spacing(2),
    margin: 0,
  },
  term: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
  value: {
    margin: 0,
    fontSize: theme.typography.pxToRem(16),
    fontWeight: 600,
    fontVariantNumeric: 'tabular-nums',
  },
}));

/** Figures of a panel side by side. */
export const Figures = ({
  of,
}: {
  of: readonly (readonly [term: string, value: ReactNode])[];
}) => {
  const classes = useStyles();
  return (
    <dl className={classes.figures}>
      {of.map(([term, value]) => (
        <div key={term}>
          <dt className={classes.term}>{term}</dt>
          <dd className={classes.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
};
