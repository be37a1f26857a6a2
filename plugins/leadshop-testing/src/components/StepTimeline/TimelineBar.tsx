import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { formatDuration } from '../../time';
import { statusColor } from '../StatusLabel';
import type { Stretch } from './timeline';

/** A wait for a smaller share of the test is not drawn. */
const LEAST_WAIT = 0.01;

const useStyles = makeStyles(theme => ({
  track: {
    position: 'relative',
    height: 18,
    minWidth: 60,
    backgroundImage: `linear-gradient(to right, ${theme.palette.divider} 1px, transparent 1px)`,
    backgroundSize: '25% 100%',
  },
  stretch: {
    position: 'absolute',
    top: 3,
    height: 12,
    minWidth: 3,
    borderRadius: 3,
  },
  waiting: {
    top: 8,
    height: 0,
    borderRadius: 0,
    borderTop: `2px dotted ${theme.palette.text.secondary}`,
  },
  pause: {
    top: 8,
    height: 0,
    borderRadius: 0,
    borderTop: `2px dashed ${theme.palette.status.warning}`,
  },
  tried: {
    backgroundImage:
      'repeating-linear-gradient(-45deg, transparent 0 3px, rgba(0,0,0,.35) 3px 6px)',
  },
  // Its end is open
  stopped: { borderTopRightRadius: 0, borderBottomRightRadius: 0 },
  '@keyframes pulse': { '50%': { opacity: 0.5 } },
  running: {
    animation: '$pulse 1.6s ease-in-out infinite',
    '@media (prefers-reduced-motion: reduce)': { animation: 'none' },
  },
}));

const WORDS: Record<Stretch['kind'], string> = {
  waiting: 'Waited',
  tried: 'Try failed after',
  pause: 'Paused before the next try',
  running: 'Running for',
  success: 'Took',
  failed: 'Failed after',
  stopped: 'Stopped after',
};

/** What the bar shows, in words. */
export function stretchText({ kind, from, to }: Stretch): string {
  return `${WORDS[kind]} ${formatDuration(to - from)}`;
}

function colorOf(theme: Theme, kind: Stretch['kind']): string | undefined {
  switch (kind) {
    case 'success':
    case 'running':
    case 'failed':
      return statusColor(theme, kind);
    case 'tried':
      return statusColor(theme, 'failed');
    case 'stopped':
      return statusColor(theme, 'cancelled');
    default:
      return undefined;
  }
}

/** A step's life as a bar. */
export const TimelineBar = ({
  stretches,
  length,
}: {
  stretches: Stretch[];
  length: number;
}) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const seen = ({ kind, from, to }: Stretch) =>
    kind !== 'waiting' || (to - from) / length > LEAST_WAIT;
  const look: Partial<Record<Stretch['kind'], string>> = {
    waiting: classes.waiting,
    pause: classes.pause,
    tried: classes.tried,
    running: classes.running,
    stopped: classes.stopped,
  };
  return (
    <div className={classes.track}>
      {stretches.filter(seen).map(stretch => (
        <div
          key={`${stretch.kind}-${stretch.from}`}
          className={`${classes.stretch} ${look[stretch.kind] ?? ''}`}
          title={stretchText(stretch)}
          style={{
            left: `${(stretch.from / length) * 100}%`,
            width: `${((stretch.to - stretch.from) / length) * 100}%`,
            backgroundColor: colorOf(theme, stretch.kind),
          }}
        />
      ))}
    </div>
  );
};
