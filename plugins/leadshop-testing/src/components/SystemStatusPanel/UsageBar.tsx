import { useId } from 'react';
import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { useFormats } from '../../formats';
import { statusColor } from '../StatusLabel';

/** From here on a resource is tight, and from here on nearly used up. */
const TIGHT_PERCENT = 75;
const FULL_PERCENT = 90;

const useStyles = makeStyles(theme => ({
  row: {
    display: 'flex',
    justifyContent: 'space-between',
    marginBottom: theme.spacing(0.5),
    fontSize: theme.typography.pxToRem(14),
  },
  value: {
    fontVariantNumeric: 'tabular-nums',
    fontWeight: 600,
  },
  track: {
    height: 8,
    borderRadius: 4,
    overflow: 'hidden',
    backgroundColor: theme.palette.action.disabledBackground,
  },
  bar: {
    height: '100%',
    borderRadius: 4,
    transition: theme.transitions.create('width'),
  },
}));

/** How much of something is used, in percent. */
export const UsageBar = ({
  title,
  percent,
}: {
  title: string;
  percent: number;
}) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const formats = useFormats();
  const labelId = useId();
  let state: 'running' | 'warning' | 'error' = 'running';
  if (percent >= FULL_PERCENT) {
    state = 'error';
  } else if (percent >= TIGHT_PERCENT) {
    state = 'warning';
  }
  return (
    <div>
      <div className={classes.row}>
        <span id={labelId}>{title}</span>
        <span className={classes.value}>{formats.percent(percent, 0)}</span>
      </div>
      <div
        className={classes.track}
        role="progressbar"
        aria-labelledby={labelId}
        aria-valuenow={Math.round(percent)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div
          className={classes.bar}
          style={{
            width: `${percent}%`,
            backgroundColor: statusColor(theme, state),
          }}
        />
      </div>
    </div>
  );
};
