import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { statusColor } from '../StatusLabel';
import type { Stretch } from './timeline';

const useStyles = makeStyles(theme => ({
  stretch: { height: 12, borderRadius: 3 },
  waiting: {
    height: 0,
    borderTop: `2px dotted ${theme.palette.text.secondary}`,
  },
  pause: {
    height: 0,
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

/** The kinds that are lines rather than bars. */
export const LINES: readonly Stretch['kind'][] = ['waiting', 'pause'];

/** The look of each kind of stretch, in the bars and in their legend. */
export function useStretchLook() {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const colors: Partial<Record<Stretch['kind'], string>> = {
    success: statusColor(theme, 'success'),
    running: statusColor(theme, 'running'),
    failed: statusColor(theme, 'failed'),
    tried: statusColor(theme, 'failed'),
    stopped: statusColor(theme, 'cancelled'),
  };
  const shapes: Partial<Record<Stretch['kind'], string>> = {
    waiting: classes.waiting,
    pause: classes.pause,
    tried: classes.tried,
    running: classes.running,
    stopped: classes.stopped,
  };
  return (kind: Stretch['kind']) => ({
    className: `${LINES.includes(kind) ? '' : classes.stretch} ${
      shapes[kind] ?? ''
    }`,
    backgroundColor: colors[kind],
  });
}
