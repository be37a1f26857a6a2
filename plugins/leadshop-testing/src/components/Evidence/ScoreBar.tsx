import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { useFormats } from '../../formats';
import { statusColor } from '../StatusLabel';

/** From these shares of the scale on, a score is good or fair. */
const GOOD = 0.7;
const FAIR = 0.4;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minWidth: 120,
    maxWidth: 320,
  },
  track: {
    flex: 1,
    minWidth: 48,
    height: 8,
    borderRadius: 4,
    overflow: 'hidden',
    backgroundColor: theme.palette.action.disabledBackground,
  },
  bar: { height: '100%', borderRadius: 4 },
  value: { whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
  scale: {
    color: theme.palette.text.secondary,
    fontSize: theme.typography.pxToRem(12),
  },
}));

/** A score out of a scale. */
export const ScoreBar = ({
  value,
  scale,
  title,
}: {
  value: number;
  scale: number;
  title: string;
}) => {
  const classes = useStyles();
  const { number } = useFormats();
  const theme: Theme = useTheme();
  const share = Math.min(1, Math.max(0, value / scale));
  let state: 'success' | 'warning' | 'error' = 'error';
  if (share >= GOOD) {
    state = 'success';
  } else if (share >= FAIR) {
    state = 'warning';
  }
  return (
    <span className={classes.root}>
      <span
        className={classes.track}
        role="meter"
        aria-label={title}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={scale}
      >
        <span
          className={classes.bar}
          style={{
            display: 'block',
            width: `${share * 100}%`,
            backgroundColor: statusColor(theme, state),
          }}
        />
      </span>
      <span className={classes.value}>
        {number(value, { maximumFractionDigits: 1 })}{' '}
        <span className={classes.scale}>/ {scale}</span>
      </span>
    </span>
  );
};
