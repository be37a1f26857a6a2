import { makeStyles } from '@material-ui/core/styles';
import { Formats, useFormats } from '../../formats';

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

/** The end of the test is written at the right end and needs this share. */
const ROOM_OF_END = 0.32;

const UNITS = [
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
] as const;

/** A round time, as short as it can be written. */
function tickText({ number }: Pick<Formats, 'number'>, tick: number): string {
  const [unit, millis] =
    UNITS.find(([, length]) => tick >= length && tick % length === 0) ??
    UNITS[UNITS.length - 1];
  return tick === 0
    ? number(0)
    : number(tick / millis, { style: 'unit', unit, unitDisplay: 'narrow' });
}

/** The ticks of the axis with their times; the end of the test is the last. */
export const TimeAxis = ({
  length,
  ticks,
}: {
  length: number;
  ticks: number[];
}) => {
  const classes = useStyles();
  const formats = useFormats();
  const written = ticks.filter(
    tick => tick === 0 || (length - tick) / length > ROOM_OF_END,
  );
  return (
    <div className={classes.axis}>
      {written.map(tick => (
        <span
          key={tick}
          className={classes.tick}
          style={{ left: `${(tick / length) * 100}%` }}
        >
          {tickText(formats, tick)}
        </span>
      ))}
      <span
        className={`${classes.tick} ${classes.whole}`}
        style={{ left: '100%' }}
      >
        {formats.duration(length)}
      </span>
    </div>
  );
};
