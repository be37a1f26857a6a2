import { useRef } from 'react';
import Chip from '@material-ui/core/Chip';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/Close';
import { DateTime } from 'luxon';
import {
  COMPONENTS,
  FULL_PIPELINE_STEPS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Formats, useFormats } from '../../formats';
import { Translate, useTexts } from '../../translation';
import { leadName } from '../../words';
import {
  HistoryNarrowing,
  NARROWING_NAMES,
  NarrowingName,
  Period,
} from './narrowing';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    padding: theme.spacing(0, 2, 2),
    outline: 'none',
  },
  chip: {
    margin: 0,
    maxWidth: '100%',
    color: theme.palette.text.primary,
    flexDirection: 'row-reverse',
    '&& .MuiChip-icon': {
      margin: theme.spacing(0, 0.75, 0, -0.5),
      fontSize: 16,
      color: theme.palette.text.secondary,
    },
  },
}));

const STEP_TITLES = new Map<string, string>(
  FULL_PIPELINE_STEPS.map(({ step_name, title }) => [step_name, title]),
);
const COMPONENT_TITLES = new Map<string, string>(Object.entries(COMPONENTS));

function nameText(t: Translate, name: NarrowingName): string {
  switch (name) {
    case 'q':
      return t('history.filters.text');
    case 'status':
      return t('history.columns.status');
    case 'days':
      return t('history.filters.period');
    case 'from':
      return t('history.filters.from');
    case 'to':
      return t('history.filters.to');
    case 'component':
      return t('history.filters.component');
    case 'failed_step':
      return t('history.filters.failedStep');
    case 'provider_mode':
      return t('history.filters.mode');
    case 'user':
      return t('history.filters.user');
    case 'test_type':
      return t('history.filters.pipeline');
    case 'entity_ref':
      return t('history.filters.entity');
    case 'lead_id':
      return t('history.filters.lead');
    default:
      return t('history.filters.batch');
  }
}

function valueText(
  t: Translate,
  formats: Formats,
  narrowing: HistoryNarrowing,
  name: NarrowingName,
  tests: readonly ExecutionSummary[],
): string {
  const text = String(narrowing[name]);
  switch (name) {
    case 'status':
      return formats.list(
        narrowing.status.map(status => t(`words.testStatus.${status}`)),
        'or',
      );
    case 'days':
      return t(`history.filters.periods.${text as Period}`);
    case 'from':
    case 'to':
      return formats.moment(
        text,
        text.includes('T') ? DateTime.DATETIME_MED : DateTime.DATE_MED,
      );
    case 'component':
      return COMPONENT_TITLES.get(text) ?? text;
    case 'failed_step':
      return STEP_TITLES.get(text) ?? text;
    case 'provider_mode':
      return narrowing.provider_mode
        ? t(`history.row.${narrowing.provider_mode}`)
        : text;
    case 'lead_id': {
      const known = tests.find(test => test.lead_id === text);
      return known ? leadName(t, known) : text.slice(0, 8);
    }
    case 'batch_id':
      return text.slice(0, 8);
    default:
      return text;
  }
}

/** What narrows the list; pressed, a chip goes. */
export const FilterChips = ({
  narrowing,
  tests,
  onNarrow,
}: {
  narrowing: HistoryNarrowing;
  /** Tests of the list, which know what their leads are called. */
  tests: readonly ExecutionSummary[];
  onNarrow: (change: Partial<HistoryNarrowing>) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const formats = useFormats();
  const group = useRef<HTMLDivElement>(null);
  const set = NARROWING_NAMES.filter(name => narrowing[name].length > 0);
  if (set.length === 0) {
    return null;
  }
  return (
    <div
      ref={group}
      className={classes.root}
      role="group"
      aria-label={t('history.filters.chips')}
      tabIndex={-1}
    >
      {set.map(name => {
        const filter = t('history.filters.chip', {
          name: nameText(t, name),
          value: valueText(t, formats, narrowing, name, tests),
        });
        return (
          <Chip
            key={name}
            className={classes.chip}
            size="small"
            variant="outlined"
            component="button"
            clickable
            icon={<CloseIcon aria-hidden />}
            label={filter}
            aria-label={t('history.filters.remove', { filter })}
            onClick={() => {
              // The chip goes, and the keyboard stays where it is
              group.current?.focus();
              onNarrow({ [name]: name === 'status' ? [] : '' });
            }}
          />
        );
      })}
    </div>
  );
};
