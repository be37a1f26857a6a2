import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import { leadStatusSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGate } from '../../permissions';
import { useTexts } from '../../translation';
import { FilterBar } from '../FilterBar';
import { DayField } from '../FilterFields';
import { useRestingText } from '../SearchField';
import { StatusToggles } from '../StatusFilter';
import { ImportSelect } from './ImportSelect';
import type { LeadNarrowing } from './useLeadsAddress';

const useStyles = makeStyles(theme => ({
  more: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0, 2, 2),
  },
  field: { flex: '1 1 160px' },
}));

interface LeadFiltersProps {
  narrowing: LeadNarrowing;
  onNarrow: (change: Partial<LeadNarrowing>) => void;
}

const MoreFilters = ({ narrowing, onNarrow }: LeadFiltersProps) => {
  const classes = useStyles();
  const t = useTexts();
  const [industry, setIndustry] = useRestingText(narrowing.industry, text =>
    onNarrow({ industry: text }),
  );
  const day = (name: 'from' | 'to', label: string) => (
    <DayField
      id={`leadshop-leads-${name}`}
      className={classes.field}
      label={label}
      value={narrowing[name]}
      onChange={value => onNarrow({ [name]: value })}
    />
  );
  return (
    <div className={classes.more}>
      <TextField
        id="leadshop-leads-industry"
        className={classes.field}
        label={t('leads.filters.industry')}
        value={industry}
        onChange={event => setIndustry(event.target.value)}
        variant="outlined"
        size="small"
        inputProps={{ maxLength: 120 }}
      />
      <PermissionGate permission="bulk_import_leads">
        <ImportSelect
          className={classes.field}
          value={narrowing.import_id}
          onChange={importId => onNarrow({ import_id: importId })}
        />
      </PermissionGate>
      {day('from', t('leads.filters.from'))}
      {day('to', t('leads.filters.to'))}
    </div>
  );
};

/** What narrows the leads. */
export const LeadFilters = ({
  narrowing,
  narrowed,
  onNarrow,
  onClear,
}: LeadFiltersProps & {
  narrowed: boolean;
  onClear: () => void;
}) => {
  const t = useTexts();
  const { industry, import_id, from, to } = narrowing;
  const set = [industry, import_id, from, to].filter(Boolean).length;
  return (
    <FilterBar
      label={t('leads.filters.label')}
      search={{
        id: 'leadshop-leads-search',
        label: t('leads.filters.search'),
        value: narrowing.q,
        onSearch: q => onNarrow({ q }),
      }}
      often={
        <StatusToggles
          options={leadStatusSchema.options}
          chosen={narrowing.status}
          textOf={status => t(`words.leadStatus.${status}`)}
          onChoose={status => onNarrow({ status })}
        />
      }
      seldom={<MoreFilters narrowing={narrowing} onNarrow={onNarrow} />}
      seldomSet={set}
      openAtFirst={set > 0}
      narrowed={narrowed}
      onClear={onClear}
    />
  );
};
