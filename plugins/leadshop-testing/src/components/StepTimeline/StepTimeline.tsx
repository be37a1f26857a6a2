import { KeyboardEvent, useRef } from 'react';
import { makeStyles, Theme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { useNow } from '../../time';
import { StepRow } from './StepRow';
import { TimeAxis } from './TimeAxis';
import { TimelineLegend } from './TimelineLegend';
import { ticksOf } from './ticks';
import { isDrawn, timelineOf } from './timeline';

/** A label of the axis is this wide at most: "1 min 30 s". */
const MOST_TICKS = 4;
const MOST_TICKS_NARROW = 3;

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
  stepColumn: { width: '42%' },
  durationColumn: {
    width: 88,
    '&&&': { textAlign: 'right', paddingRight: theme.spacing(2) },
  },
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

/** Where the keys lead from the row at that place. */
function nextRow(key: string, from: number, rows: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(rows - 1, from + 1);
    case 'ArrowUp':
      return Math.max(0, from - 1);
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return undefined;
  }
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
  const t = useTexts();
  const buttons = useRef(new Map<string, HTMLButtonElement>());
  const narrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('xs'), {
    noSsr: true,
  });
  const now = useNow(250, !isFinalStatus(test.status));
  const { length, stretches } = timelineOf(test, now);
  const ticks = ticksOf(length, narrow ? MOST_TICKS_NARROW : MOST_TICKS);
  const steps = test.pipeline_results;
  const reachable = steps.some(({ step_name }) => step_name === selected)
    ? selected
    : steps[0]?.step_name;

  const press = (event: KeyboardEvent) => {
    const focused = steps.findIndex(
      ({ step_name }) =>
        buttons.current.get(step_name) === document.activeElement,
    );
    const next =
      focused < 0 ? undefined : nextRow(event.key, focused, steps.length);
    if (next !== undefined) {
      event.preventDefault();
      const { step_name } = steps[next];
      onSelect(step_name);
      buttons.current.get(step_name)?.focus();
    }
  };

  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys are those of the buttons inside */}
      <table className={classes.table} onKeyDown={press}>
        <caption className={classes.hidden}>{t('test.steps.caption')}</caption>
        <thead>
          <tr>
            <th scope="col" className={narrow ? undefined : classes.stepColumn}>
              {t('test.steps.step')}
            </th>
            {!narrow && (
              <th scope="col" aria-label={t('test.steps.when')}>
                <TimeAxis length={length} ticks={ticks} />
              </th>
            )}
            <th scope="col" className={classes.durationColumn}>
              {t('test.steps.duration')}
            </th>
          </tr>
          {narrow && (
            <tr aria-hidden>
              <th colSpan={2} className={classes.below}>
                <TimeAxis length={length} ticks={ticks} />
              </th>
            </tr>
          )}
        </thead>
        {steps.map(step => (
          <StepRow
            key={step.step_name}
            ref={button => {
              if (button) {
                buttons.current.set(step.step_name, button);
              } else {
                buttons.current.delete(step.step_name);
              }
            }}
            step={step}
            stretches={stretches[step.step_name]}
            length={length}
            ticks={ticks}
            narrow={narrow}
            selected={step.step_name === selected}
            reachable={step.step_name === reachable}
            onSelect={onSelect}
          />
        ))}
      </table>
      <TimelineLegend
        kinds={
          new Set(
            Object.values(stretches)
              .flat()
              .filter(stretch => isDrawn(stretch, length))
              .map(({ kind }) => kind),
          )
        }
      />
    </>
  );
};
