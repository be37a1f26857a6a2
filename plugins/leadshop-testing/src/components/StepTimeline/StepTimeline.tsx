import ButtonBase from '@material-ui/core/ButtonBase';
import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  Execution,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { STEP_STATUS_TEXT } from '../../texts';
import { formatDuration, useNow } from '../../time';
import { STATUS_ICON, statusColor } from '../StatusLabel';
import { stretchText, TimelineBar } from './TimelineBar';
import { timelineOf } from './timeline';

const useStyles = makeStyles(theme => ({
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    tableLayout: 'fixed',
    fontSize: theme.typography.pxToRem(14),
    '& tr + tr > *': { borderTop: `1px solid ${theme.palette.divider}` },
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
  stepColumn: {
    width: '44%',
    [theme.breakpoints.down('xs')]: { width: '58%' },
  },
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
    [theme.breakpoints.down('xs')]: {
      '& > :nth-child(2)': { display: 'none' },
    },
  },
  note: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
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
  return step.status === 'skipped' ? 'skipped' : formatDuration(step.duration);
}

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
  const theme: Theme = useTheme();
  const now = useNow(250, !isFinalStatus(test.status));
  const { length, stretches } = timelineOf(test, now);
  return (
    <table className={classes.table}>
      <caption className={classes.hidden}>
        Steps of the test and when each ran
      </caption>
      <thead>
        <tr>
          <th scope="col" className={classes.stepColumn}>
            Step
          </th>
          <th scope="col">
            <div className={classes.axis}>
              <span>0</span>
              <span>{formatDuration(length / 2)}</span>
              <span>{formatDuration(length)}</span>
            </div>
          </th>
          <th
            scope="col"
            className={`${classes.durationColumn} ${classes.duration}`}
          >
            Duration
          </th>
        </tr>
      </thead>
      <tbody>
        {test.pipeline_results.map(step => {
          const Icon = STATUS_ICON[step.status];
          const isSelected = step.step_name === selected;
          const life = stretches[step.step_name];
          return (
            <tr
              key={step.step_name}
              className={isSelected ? classes.selected : undefined}
              data-status={step.status}
            >
              <th scope="row">
                <ButtonBase
                  className={classes.step}
                  aria-pressed={isSelected}
                  onClick={() => onSelect(step.step_name)}
                >
                  <Icon
                    aria-hidden
                    className={classes.icon}
                    style={{ color: statusColor(theme, step.status) }}
                  />
                  <span className={classes.number}>{step.step_number}</span>
                  <span className={classes.title}>
                    {step.title}
                    <span className={classes.hidden}>
                      : {STEP_STATUS_TEXT[step.status]}
                    </span>
                  </span>
                </ButtonBase>
              </th>
              <td>
                <TimelineBar stretches={life} length={length} />
                <span className={classes.hidden}>
                  {life.map(stretchText).join(', ')}
                </span>
              </td>
              <td className={classes.duration}>{endNote(step)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};
