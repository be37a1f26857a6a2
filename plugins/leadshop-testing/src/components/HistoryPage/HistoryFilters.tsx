import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { FilterBar } from '../FilterBar';
import { StatusFilter } from '../StatusFilter';
import { FilterChips } from './FilterChips';
import { MoreFilters } from './MoreFilters';
import { HistoryNarrowing, NarrowingName } from './narrowing';
import { PeriodFilter } from './PeriodFilter';

const SELDOM: readonly NarrowingName[] = [
  'component',
  'failed_step',
  'provider_mode',
  'user',
  'test_type',
  'entity_ref',
  'lead_id',
  'batch_id',
];

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
  const t = useTexts();
  return (
    <FilterBar
      label={t('history.filters.label')}
      search={{
        id: 'leadshop-history-search',
        label: t('history.filters.text'),
        value: narrowing.q,
        onSearch: q => onNarrow({ q }),
      }}
      often={
        <>
          <PeriodFilter narrowing={narrowing} onNarrow={onNarrow} />
          <StatusFilter
            chosen={narrowing.status}
            onChoose={status => onNarrow({ status })}
          />
        </>
      }
      seldom={<MoreFilters narrowing={narrowing} onNarrow={onNarrow} />}
      seldomSet={SELDOM.filter(name => narrowing[name] !== '').length}
      narrowed={narrowed}
      onClear={onClear}
    >
      <FilterChips narrowing={narrowing} tests={tests} onNarrow={onNarrow} />
    </FilterBar>
  );
};
