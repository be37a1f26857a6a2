import { memo } from 'react';
import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import type { StepState } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { stepStateText } from '../../words';
import { STATUS_ICON, statusColor } from '../StatusLabel';

const useStyles = makeStyles(theme => ({
  list: {
    display: 'flex',
    gap: 3,
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  segment: {
    flex: '1 1 0',
    minWidth: 0,
    height: 20,
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    borderRadius: 3,
    border: '1px solid transparent',
  },
  waiting: { borderColor: theme.palette.divider },
  skipped: { borderStyle: 'dashed' },
  // Stripes that move are painted sixty times a second, for as long as tests run
  '@keyframes pulse': { '50%': { opacity: 0.6 } },
  running: {
    backgroundImage:
      'repeating-linear-gradient(-45deg, transparent 0 5px, rgba(255,255,255,.28) 5px 11px)',
    backgroundSize: '16px 100%',
    animation: '$pulse 1.6s steps(6) infinite',
    '@media (prefers-reduced-motion: reduce)': { animation: 'none' },
  },
  icon: { fontSize: 14 },
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
}));

/** Takes a step apart: news brings all steps anew, and most are as they were. */
const Segment = memo((step: StepState) => {
  const classes = useStyles();
  const t = useTexts();
  const theme: Theme = useTheme();
  const Icon = STATUS_ICON[step.stopped ? 'cancelled' : step.status];
  const color = statusColor(theme, step.status);
  const text = t('shared.step', {
    number: String(step.step_number),
    title: step.title,
    status: stepStateText(t, step),
  });
  const filled = step.status !== 'pending' && step.status !== 'skipped';
  const look = {
    pending: classes.waiting,
    running: classes.running,
    skipped: classes.skipped,
    success: '',
    failed: '',
  }[step.status];
  return (
    <Tooltip title={text}>
      <li
        className={`${classes.segment} ${look}`}
        data-status={step.status}
        style={
          filled
            ? {
                backgroundColor: color,
                color: theme.palette.getContrastText(color),
              }
            : { borderColor: step.status === 'skipped' ? color : undefined }
        }
      >
        {step.status !== 'pending' && step.status !== 'running' && (
          <Icon className={classes.icon} aria-hidden />
        )}
        <span className={classes.hidden}>{text}</span>
      </li>
    </Tooltip>
  );
});

/** The steps of a test as a row that fills while the test runs. */
export const StepSegments = ({ steps }: { steps: StepState[] }) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <ol className={classes.list} aria-label={t('shared.steps')}>
      {steps.map(step => (
        <Segment key={step.step_name} {...step} />
      ))}
    </ol>
  );
};
