import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import type {
  Batch,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { statusColor } from '../StatusLabel';
import { batchTitle, COUNTED, countsText } from './batchWords';

const useStyles = makeStyles(theme => ({
  track: {
    display: 'flex',
    gap: 2,
    overflow: 'hidden',
    borderRadius: 4,
    backgroundColor: theme.palette.action.disabledBackground,
  },
  part: {
    flexBasis: 0,
    // One failed test of 100,000 can still be seen.
    minWidth: 3,
    transition: theme.transitions.create('flex-grow'),
    '@media (prefers-reduced-motion: reduce)': { transition: 'none' },
  },
  // Not by colour alone
  failed: {
    backgroundImage:
      'repeating-linear-gradient(45deg, transparent 0 4px, rgba(0,0,0,.25) 4px 8px)',
  },
  running: {
    backgroundImage:
      'repeating-linear-gradient(-45deg, transparent 0 5px, rgba(255,255,255,.28) 5px 11px)',
  },
}));

/** How many tests of a batch stand where, as one bar. */
export const BatchBar = ({
  batch,
  height = 8,
}: {
  batch: Batch;
  /** In pixels. */
  height?: number;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const theme: Theme = useTheme();
  const { counts, progress } = batch;
  const look: Partial<Record<TestStatus, string>> = {
    failed: classes.failed,
    running: classes.running,
  };
  return (
    <div
      className={classes.track}
      style={{ height }}
      role="progressbar"
      aria-label={t('batches.progressOf', { what: batchTitle(t, batch) })}
      aria-valuenow={Math.floor(progress)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={t('batches.progressValue', {
        percent: String(Math.floor(progress)),
        counts: countsText(t, counts),
      })}
    >
      {COUNTED.filter(status => counts[status] > 0).map(status => (
        <div
          key={status}
          data-status={status}
          className={`${classes.part} ${look[status] ?? ''}`}
          style={{
            flexGrow: counts[status],
            // What waits is the empty part
            backgroundColor:
              status === 'pending' ? undefined : statusColor(theme, status),
          }}
        />
      ))}
    </div>
  );
};
