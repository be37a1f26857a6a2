import { useState } from 'react';
import Button from '@material-ui/core/Button';
import Collapse from '@material-ui/core/Collapse';
import { makeStyles } from '@material-ui/core/styles';
import FilterListIcon from '@material-ui/icons/FilterList';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { SearchField } from '../SearchField';
import { StatusFilter } from '../StatusFilter';
import { FilterChips } from './FilterChips';
import { MoreFilters } from './MoreFilters';
import { HistoryNarrowing, NarrowingName } from './narrowing';
import { PeriodFilter } from './PeriodFilter';

const MORE_ID = 'leadshop-history-more-filters';

const MORE: readonly NarrowingName[] = [
  'component',
  'failed_step',
  'provider_mode',
  'user',
  'test_type',
  'entity_ref',
  'lead_id',
  'batch_id',
];

const useStyles = makeStyles(theme => ({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(2),
  },
  search: { flex: '2 1 220px' },
}));

/** What narrows the history. */
export const HistoryFilters = ({
  narrowing,
  narrowed,
  tests,
  onNarrow,
  onClear,
}: {
  narrowing: HistoryNarrowing;
  narrowed: boolean;
  /** What the list shows. */
  tests: readonly ExecutionSummary[];
  onNarrow: (change: Partial<HistoryNarrowing>) => void;
  onClear: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const set = MORE.filter(name => narrowing[name] !== '').length;
  const [open, setOpen] = useState(false);
  return (
    <div role="search" aria-label={t('history.filters.label')}>
      <div className={classes.row}>
        <SearchField
          id="leadshop-history-search"
          label={t('history.filters.text')}
          className={classes.search}
          value={narrowing.q}
          onSearch={q => onNarrow({ q })}
        />
        <PeriodFilter narrowing={narrowing} onNarrow={onNarrow} />
        <StatusFilter
          chosen={narrowing.status}
          onChoose={status => onNarrow({ status })}
        />
        <Button
          size="small"
          startIcon={<FilterListIcon />}
          aria-expanded={open}
          aria-controls={MORE_ID}
          onClick={() => setOpen(!open)}
        >
          {set > 0
            ? t('history.filters.moreCount', { set: String(set) })
            : t('history.filters.more')}
        </Button>
        {narrowed && (
          <Button size="small" onClick={onClear}>
            {t('history.filters.clear')}
          </Button>
        )}
      </div>
      <div id={MORE_ID}>
        <Collapse in={open} mountOnEnter unmountOnExit>
          <MoreFilters narrowing={narrowing} onNarrow={onNarrow} />
        </Collapse>
      </div>
      <FilterChips narrowing={narrowing} tests={tests} onNarrow={onNarrow} />
    </div>
  );
};
