import ButtonBase from '@material-ui/core/ButtonBase';
import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  Execution,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { stepText, wasStopped } from '../../texts';
import { formatDuration, useNow } from '../../time';
import { lookOfStep, STATUS_ICON, statusColor } from '../StatusLabel';
import { stretchText, TimelineBar } from './TimelineBar';
import { Stretch, timelineOf } from './timeline';

const useStyles = makeStyles(theme => ({
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    tableLayout: 'fixed',
    fontSize: theme.typography.pxToRem(14),
    '& tbody + tbody > :first-child > *': {
      borderTop: `1px solid ${theme.palette.divider}`,
    },
    '& thead + tbody > :first-child > *': {
      borderTop: `1px solid ${theme.palette.divider}`,
    },
    '& th': { fontWeight: 'inherit', textAlign: 'left', padding: 0 },
    '& td': { padding: theme.spacing(0, 1) },
    '& thead th': {
      padding: theme.spacing(1),
      fontSize: theme.typography.pxToRem(12),
      fontWeight: 600,
      color: theme.palette.text.secondary,
      '&:first-child': { paddingLeft: theme.spacing(2) },
    },
  },
  stepColumn: { width: '44%' },
  durationColumn: { width: 84 },
  selected: { backgroundColor: theme.palette.action.selected },
  step: {
    display: 'flex',
    justifyContent: 'flex-start',
    gap: theme.spacing(1),
    width: '100%',
    minHeight: 40,
    padding: theme.spacing(0.75, 1, 0.75, 2),
    font: 'inherit',
    color: 'inherit',
    textAlign: 'left',
    '&:hover': { backgroundColor: theme.palette.action.hover },
    '&:focus-visible': {
      outline: `2px solid ${theme.palette.primary.main}`,
      outlineOffset: -2,
    },
  },
  icon: { flexShrink: 0, fontSize: 18 },
  number: {
    flexShrink: 0,
    width: '1.5em',
    textAlign: 'right',
    color: theme.palette.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  },
  title: { minWidth: 0, overflowWrap: 'anywhere' },
  duration: {
    textAlign: 'right',
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
    paddingRight: `${theme.spacing(2)}px !important`,
  },
  axis: {
    display: 'flex',
    justifyContent: 'space-between',
    fontVariantNumeric: 'tabular-nums',
  },
  // As far from the edges as the labels above it
  below: { padding: `${theme.spacing(0, 2, 1)} !important` },
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
}));

function endNote(step: StepResult): string {
  if (step.kept_from !== null) {
    return 'kept';
  }
  if (wasStopped(step)) {
    return 'stopped';
  }
  return step.status === 'skipped' ? 'skipped' : formatDuration(step.duration);
}

const Axis = ({ length }: { length: number }) => (
  <div className={useStyles().axis}>
    <span>0</span>
    <span>{formatDuration(length / 2)}</span>
    <span>{formatDuration(length)}</span>
  </div>
);

interface StepRowsProps {
  step: StepResult;
  stretches: Stretch[];
  length: number;
  narrow: boolean;
  selected: boolean;
  onSelect: (stepName: string) => void;
}

/** A step's row, and on narrow screens its bar in a row of its own below. */
const StepRows = ({
  step,
  stretches,
  length,
  narrow,
  selected,
  onSelect,
}: StepRowsProps) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const look = lookOfStep(step);
  const Icon = STATUS_ICON[look];
  const bar = <TimelineBar stretches={stretches} length={length} />;
  const words = (
    <span className={classes.hidden}>
      {stretches.map(stretchText).join(', ')}
    </span>
  );
  return (
    <tbody
      className={selected ? classes.selected : undefined}
      data-status={step.status}
    >
      <tr>
        <th scope="row">
          <ButtonBase
            className={classes.step}
            aria-pressed={selected}
            onClick={() => onSelect(step.step_name)}
          >
            <Icon
              aria-hidden
              className={classes.icon}
              style={{ color: statusColor(theme, look) }}
            />
            <span className={classes.number}>{step.step_number}</span>
            <span className={classes.title}>
              {step.title}
              <span className={classes.hidden}>: {stepText(step)}</span>
            </span>
          </ButtonBase>
        </th>
        {!narrow && (
          <td>
            {bar}
            {words}
          </td>
        )}
        <td className={classes.duration}>
          {endNote(step)}
          {narrow && words}
        </td>
      </tr>
      {narrow && stretches.length > 0 && (
        <tr aria-hidden>
          <td colSpan={2} className={classes.below}>
            {bar}
          </td>
        </tr>
      )}
    </tbody>
  );
};

/** The steps of a test in time; pressing one shows what it found. */
export const StepTimeline = ({
  test,
  selected,
  onSelect,
}: {
  test: Execution;
  /** Name of the step that is shown. */
  selected?: string;
  onSelect: (stepName: string) => void;
}) => {
  const classes = useStyles();
  const narrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('xs'), {
    noSsr: true,
  });
  const now = useNow(250, !isFinalStatus(test.status));
  const { length, stretches } = timelineOf(test, now);
  return (
    <table className={classes.table}>
      <caption className={classes.hidden}>
        Steps of the test and when each ran
      </caption>
      <thead>
        <tr>
          <th scope="col" className={narrow ? undefined : classes.stepColumn}>
            Step
          </th>
          {!narrow && (
            <th scope="col">
              <Axis length={length} />
            </th>
          )}
          <th
            scope="col"
            className={`${classes.durationColumn} ${classes.duration}`}
          >
            Duration
          </th>
        </tr>
        {narrow && (
          <tr aria-hidden>
            <th colSpan={2} className={classes.below}>
              <Axis length={length} />
            </th>
          </tr>
        )}
      </thead>
      {test.pipeline_results.map(step => (
        <StepRows
          key={step.step_name}
          step={step}
          stretches={stretches[step.step_name]}
          length={length}
          narrow={narrow}
          selected={step.step_name === selected}
          onSelect={onSelect}
        />
      ))}
    </table>
  );
};
