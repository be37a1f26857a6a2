import { makeStyles } from '@material-ui/core/styles';
import { useFormats } from '../../formats';

const useStyles = makeStyles(theme => ({
  axis: {
    position: 'relative',
    height: 18,
    fontVariantNumeric: 'tabular-nums',
    fontWeight: 400,
  },
  tick: {
    position: 'absolute',
    whiteSpace: 'nowrap',
    transform: 'translateX(-50%)',
    '&:first-child': { transform: 'none' },
    '&:last-child': { transform: 'translateX(-100%)' },
    '&:only-child': { transform: 'none' },
  },
  whole: { color: theme.palette.text.secondary },
}));

/** The ticks of the axis with their times; the end of the test is the last. */
export const TimeAxis = ({
  length,
  ticks,
}: {
  length: number;
  ticks: number[];
}) => {
  const classes = useStyles();
  const { duration } = useFormats();
  // The end is written, so a tick right before it is not
  const room = length / (ticks.length + 1);
  const written = ticks.filter(tick => tick === 0 || length - tick > room / 2);
  return (
    <div className={classes.axis}>
      {written.map(tick => (
        <span
          key={tick}
          className={classes.tick}
          style={{ left: `${(tick / length) * 100}%` }}
        >
          {tick === 0 ? '0' : duration(tick)}
        </span>
      ))}
      <span
        className={`${classes.tick} ${classes.whole}`}
        style={{ left: '100%' }}
      >
        {duration(length)}
      </span>
    </div>
  );
};
