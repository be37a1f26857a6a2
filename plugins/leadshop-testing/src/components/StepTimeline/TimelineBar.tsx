import { makeStyles } from '@material-ui/core/styles';
import { isDrawn, Stretch } from './timeline';
import { LINES, useStretchLook } from './useStretchLook';

const useStyles = makeStyles(theme => ({
  track: { position: 'relative', height: 18, minWidth: 60 },
  tick: {
    position: 'absolute',
    top: 0,
    bottom: 0,
    width: 1,
    backgroundColor: theme.palette.divider,
  },
  bar: { position: 'absolute', top: 3, minWidth: 3 },
  line: { position: 'absolute', top: 8 },
}));

/** A step's life as a bar, above the ticks of the axis. */
export const TimelineBar = ({
  stretches,
  length,
  ticks,
}: {
  stretches: Stretch[];
  length: number;
  ticks: number[];
}) => {
  const classes = useStyles();
  const lookOf = useStretchLook();
  const placeOf = (from: number, to: number) => ({
    left: `${(from / length) * 100}%`,
    width: `${((to - from) / length) * 100}%`,
  });
  return (
    <div className={classes.track}>
      {ticks.map(tick => (
        <div
          key={tick}
          className={classes.tick}
          style={{ left: `${(tick / length) * 100}%` }}
        />
      ))}
      {stretches
        .filter(stretch => isDrawn(stretch, length))
        .map(({ kind, from, to }) => {
          const { className, backgroundColor } = lookOf(kind);
          return (
            <div
              key={`${kind}-${from}`}
              data-kind={kind}
              className={`${
                LINES.includes(kind) ? classes.line : classes.bar
              } ${className}`}
              style={{ ...placeOf(from, to), backgroundColor }}
            />
          );
        })}
    </div>
  );
};
