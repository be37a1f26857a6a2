import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minWidth: 140,
  },
  track: {
    flex: 1,
    minWidth: 48,
    height: 8,
    borderRadius: 4,
    overflow: 'hidden',
    backgroundColor: theme.palette.action.disabledBackground,
  },
  bar: { height: '100%', backgroundColor: theme.palette.primary.main },
  value: { whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
}));

/** An amount beside others of its kind; the number is in words, too. */
export const Bar = ({
  value,
  most,
  children,
}: {
  value: number;
  /** The amount that fills the bar. */
  most: number;
  /** The amount in words. */
  children: ReactNode;
}) => {
  const classes = useStyles();
  const share = most > 0 ? Math.min(1, Math.max(0, value / most)) : 0;
  return (
    <span className={classes.root}>
      <span className={classes.track} aria-hidden>
        <span
          className={classes.bar}
          style={{ display: 'block', width: `${share * 100}%` }}
        />
      </span>
      <span className={classes.value}>{children}</span>
    </span>
  );
};
