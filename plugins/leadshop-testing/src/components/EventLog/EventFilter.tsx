import { useId } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import type { TestEvent } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';

/** Which events are listed; an empty text is all. */
export interface EventChoice {
  /** Name of a step, or {@link WHOLE_TEST}. */
  step: string;
  kind: string;
}

/** Stands for the events that are about no single step. */
export const WHOLE_TEST = '-';

/** True for the events that a choice lets through. */
export function isChosen(
  { step, kind }: EventChoice,
  event: TestEvent,
): boolean {
  const about = event.step?.step_name ?? WHOLE_TEST;
  return (
    (step === '' || about === step) && (kind === '' || event.kind === kind)
  );
}

/** The choice without what none of the events can fit. */
export function possibleChoice(
  events: TestEvent[],
  { step, kind }: EventChoice,
): EventChoice {
  const has = (fits: (event: TestEvent) => boolean) => events.some(fits);
  return {
    step: has(event => isChosen({ step, kind: '' }, event)) ? step : '',
    kind: has(event => event.kind === kind) ? kind : '',
  };
}

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    padding: theme.spacing(1.5, 2),
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  field: { flex: '1 1 160px', maxWidth: 260 },
  count: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
}));

/** Narrows the event log to a step or to a kind of event. */
export const EventFilter = ({
  events,
  choice,
  shown,
  onChoice,
}: {
  events: TestEvent[];
  choice: EventChoice;
  /** How many events it lets through. */
  shown: number;
  onChoice: (choice: EventChoice) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  // Names the fields by their labels
  const id = useId();
  const steps = new Map(
    events.flatMap(({ step }) =>
      step ? [[step.step_name, step] as const] : [],
    ),
  );
  const kinds = [...new Set(events.map(({ kind }) => kind))];
  return (
    <div className={classes.root}>
      <TextField
        select
        size="small"
        variant="outlined"
        className={classes.field}
        id={`${id}-step`}
        label={t('test.log.filterStep')}
        value={choice.step}
        onChange={({ target }) => onChoice({ ...choice, step: target.value })}
        SelectProps={{ displayEmpty: true }}
        InputLabelProps={{ shrink: true }}
      >
        <MenuItem value="">{t('test.log.allSteps')}</MenuItem>
        <MenuItem value={WHOLE_TEST}>{t('test.log.wholeTest')}</MenuItem>
        {[...steps.values()]
          .sort((a, b) => a.step_number - b.step_number)
          .map(step => (
            <MenuItem key={step.step_name} value={step.step_name}>
              {step.step_number}. {step.title}
            </MenuItem>
          ))}
      </TextField>
      <TextField
        select
        size="small"
        variant="outlined"
        className={classes.field}
        id={`${id}-kind`}
        label={t('test.log.filterKind')}
        value={choice.kind}
        onChange={({ target }) => onChoice({ ...choice, kind: target.value })}
        SelectProps={{ displayEmpty: true }}
        InputLabelProps={{ shrink: true }}
      >
        <MenuItem value="">{t('test.log.allKinds')}</MenuItem>
        {kinds.map(kind => (
          <MenuItem key={kind} value={kind}>
            {t(`words.eventKind.${kind}`)}
          </MenuItem>
        ))}
      </TextField>
      <span className={classes.count}>
        {t('test.log.shown', { shown, total: events.length })}
      </span>
    </div>
  );
};
