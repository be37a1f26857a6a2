import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Paper from '@material-ui/core/Paper';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gridTemplateColumns: 'repeat(4, minmax(0, 1fr))',
    [theme.breakpoints.up('xl')]: {
      gridTemplateColumns: 'repeat(8, minmax(0, 1fr))',
    },
    [theme.breakpoints.down('xs')]: {
      gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    },
    gap: theme.spacing(2),
    margin: theme.spacing(0, 0, 3),
    padding: theme.spacing(2),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius * 2,
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
    overflowWrap: 'anywhere',
    // Rather two lines than a word across the next figure
    '& span': { whiteSpace: 'normal' },
  },
}));

/** One of {@link Facts}. */
export const Fact = ({
  term,
  children,
}: {
  term: string;
  children: ReactNode;
}) => {
  const classes = useStyles();
  return (
    <div>
      <dt className={classes.term}>{term}</dt>
      <dd className={classes.value}>{children}</dd>
    </div>
  );
};

/** The figures of what a page shows, below its heading. */
export const Facts = ({ children }: { children: ReactNode }) => (
  <Paper component="dl" elevation={0} className={useStyles().root}>
    {children}
  </Paper>
);
