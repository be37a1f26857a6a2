import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  pairs: {
    display: 'grid',
    gridTemplateColumns: 'minmax(110px, 34%) minmax(0, 1fr)',
    gap: theme.spacing(0.75, 2),
    margin: 0,
    '& > dt': { color: theme.palette.text.secondary, overflowWrap: 'anywhere' },
    '& > dd': { margin: 0, minWidth: 0, overflowWrap: 'anywhere' },
    [theme.breakpoints.down('xs')]: {
      gridTemplateColumns: 'minmax(0, 1fr)',
      gap: 0,
      '& > dd': { marginBottom: theme.spacing(1) },
    },
  },
}));

/** Terms and what they are; a term without a value is left out. */
export const Pairs = ({
  pairs,
}: {
  pairs: readonly (readonly [term: string, value: ReactNode])[];
}) => {
  const classes = useStyles();
  const known = pairs.filter(
    ([, value]) =>
      value !== undefined && value !== null && value !== false && value !== '',
  );
  return known.length === 0 ? null : (
    <dl className={classes.pairs}>
      {known.flatMap(([term, value]) => [
        <dt key={`${term} term`}>{term}</dt>,
        <dd key={term}>{value}</dd>,
      ])}
    </dl>
  );
};
