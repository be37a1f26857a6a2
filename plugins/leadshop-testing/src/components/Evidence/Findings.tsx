import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import ErrorIcon from '@material-ui/icons/Error';
import InfoIcon from '@material-ui/icons/Info';
import WarningIcon from '@material-ui/icons/Warning';
import { statusColor } from '../StatusLabel';
import { labelOf } from './labels';
import type { FindingShape } from './shapes';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    gap: theme.spacing(0.25, 1),
    padding: theme.spacing(1, 0),
    '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  icon: { fontSize: 20, gridRow: '1 / span 2' },
  title: { fontWeight: 600, overflowWrap: 'anywhere' },
  severity: {
    marginRight: theme.spacing(1),
    padding: '0 6px',
    borderRadius: 4,
    border: `1px solid ${theme.palette.text.secondary}`,
    fontSize: theme.typography.pxToRem(11),
    fontWeight: 600,
    textTransform: 'uppercase',
    letterSpacing: '0.04em',
  },
  advice: { color: theme.palette.text.secondary, overflowWrap: 'anywhere' },
}));

function lookOf(theme: Theme, severity: string) {
  switch (severity.toLowerCase()) {
    case 'critical':
    case 'high':
    case 'error':
      return { Icon: ErrorIcon, color: statusColor(theme, 'error') };
    case 'medium':
    case 'warning':
      return { Icon: WarningIcon, color: statusColor(theme, 'warning') };
    default:
      return { Icon: InfoIcon, color: statusColor(theme, 'unknown') };
  }
}

/** What was found, how bad it is, and what to do about it. */
export const Findings = ({ findings }: { findings: FindingShape[] }) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  return (
    <ul className={classes.list}>
      {findings.map(({ severity, title, advice }, index) => {
        const { Icon, color } = lookOf(theme, severity);
        return (
          <li key={index} className={classes.item}>
            <Icon className={classes.icon} style={{ color }} aria-hidden />
            <div className={classes.title}>
              <span className={classes.severity}>{labelOf(severity)}</span>
              {title}
            </div>
            {advice && <div className={classes.advice}>{advice}</div>}
          </li>
        );
      })}
    </ul>
  );
};
