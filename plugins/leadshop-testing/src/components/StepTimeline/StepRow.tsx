import { forwardRef } from 'react';
import ButtonBase from '@material-ui/core/ButtonBase';
import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import type { StepResult } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { Translate, useTexts } from '../../translation';
import { stepText, wasStopped } from '../../words';
import { lookOfStep, STATUS_ICON, statusColor } from '../StatusLabel';
import { stretchText } from './stretchWords';
import type { Stretch } from './timeline';
import { TimelineBar } from './TimelineBar';

const useStyles = makeStyles(theme => ({
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
  // As far from the edges as the labels above it
  below: { padding: `${theme.spacing(0, 2, 1)} !important` },
  kept: {
    fontSize: theme.typography.pxToRem(12),
    fontStyle: 'italic',
  },
  words: { margin: 0, padding: 0, listStyle: 'none' },
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
}));

interface StepRowProps {
  step: StepResult;
  stretches: Stretch[];
  length: number;
  ticks: number[];
  narrow: boolean;
  selected: boolean;
  /** Tab leads to this row; the arrows lead to the others. */
  reachable: boolean;
  onSelect: (stepName: string) => void;
}

function endNote(
  t: Translate,
  step: StepResult,
  duration: (millis: number | null) => string,
): string {
  if (step.kept_from !== null) {
    return t('test.steps.kept');
  }
  if (wasStopped(step)) {
    return t('test.steps.stopped');
  }
  return step.status === 'skipped'
    ? t('test.steps.skipped')
    : duration(step.duration);
}

/** A step's row, and on narrow screens its bar in a row of its own below. */
export const StepRow = forwardRef<HTMLButtonElement, StepRowProps>(
  (
    { step, stretches, length, ticks, narrow, selected, reachable, onSelect },
    button,
  ) => {
    const classes = useStyles();
    const theme: Theme = useTheme();
    const t = useTexts();
    const formats = useFormats();
    const look = lookOfStep(step);
    const Icon = STATUS_ICON[look];
    const lines =
      step.kept_from === null
        ? stretches.map(stretch => stretchText(t, formats, stretch, step))
        : [t('test.steps.keptWords')];
    const explained =
      lines.length === 0 ? (
        ''
      ) : (
        <ul className={classes.words}>
          {lines.map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </ul>
      );
    const bar =
      step.kept_from === null ? (
        <TimelineBar stretches={stretches} length={length} ticks={ticks} />
      ) : (
        <span className={classes.kept} aria-hidden>
          {t('test.steps.keptWords')}
        </span>
      );
    const words = <span className={classes.hidden}>{lines.join('. ')}</span>;
    return (
      <tbody
        className={selected ? classes.selected : undefined}
        data-status={step.status}
      >
        <tr>
          <th scope="row">
            <Tooltip title={explained} placement="bottom-start">
              <ButtonBase
                ref={button}
                className={classes.step}
                data-step={step.step_name}
                aria-pressed={selected}
                tabIndex={reachable ? 0 : -1}
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
                  <span className={classes.hidden}>
                    {t('test.steps.status', { status: stepText(t, step) })}
                  </span>
                </span>
              </ButtonBase>
            </Tooltip>
          </th>
          {!narrow && (
            <td>
              <Tooltip title={explained}>
                <div>{bar}</div>
              </Tooltip>
              {words}
            </td>
          )}
          <td className={classes.duration}>
            {endNote(t, step, formats.duration)}
            {narrow && words}
          </td>
        </tr>
        {narrow && (stretches.length > 0 || step.kept_from !== null) && (
          <tr aria-hidden>
            <td colSpan={2} className={classes.below}>
              {bar}
            </td>
          </tr>
        )}
      </tbody>
    );
  },
);
