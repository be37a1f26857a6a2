import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { AnyStatus, STATUS_ICON, statusColor } from './statusLook';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    whiteSpace: 'nowrap',
    // On one line with text beside it: the icon's foot is no baseline
    verticalAlign: 'bottom',
  },
  wraps: { whiteSpace: 'normal', overflowWrap: 'anywhere', minWidth: 0 },
  icon: { fontSize: '1.25em', flexShrink: 0 },
  '@keyframes pulse': { '50%': { opacity: 0.45 } },
  running: {
    animation: '$pulse 1.6s ease-in-out infinite',
    '@media (prefers-reduced-motion: reduce)': { animation: 'none' },
  },
}));

/** A status: an icon in its colour and the word beside it. */
export const StatusLabel = ({
  status,
  text,
  wraps = false,
}: {
  status: AnyStatus;
  text: string;
  /** The text is more than a word, and may take several lines. */
  wraps?: boolean;
}) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const Icon = STATUS_ICON[status];
  return (
    <span className={`${classes.root} ${wraps ? classes.wraps : ''}`}>
      <Icon
        aria-hidden
        className={`${classes.icon} ${
          status === 'running' || status === 'processing' ? classes.running : ''
        }`}
        style={{ color: statusColor(theme, status) }}
      />
      <span>{text}</span>
    </span>
  );
};
