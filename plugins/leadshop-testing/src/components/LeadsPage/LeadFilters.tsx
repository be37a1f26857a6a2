import { useState } from 'react';
import Button from '@material-ui/core/Button';
import Collapse from '@material-ui/core/Collapse';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import FilterListIcon from '@material-ui/icons/FilterList';
import { leadStatusSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGate } from '../../permissions';
import { useTexts } from '../../translation';
import { SearchField, useRestingText } from '../SearchField';
import { StatusToggles } from '../StatusFilter';
import { ImportSelect } from './ImportSelect';
import type { LeadNarrowing } from './useLeadsAddress';

const MORE_ID = 'leadshop-leads-more-filters';

const useStyles = makeStyles(theme => ({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(2),
  },
  more: { paddingTop: 0 },
  search: { flex: '2 1 240px' },
  field: {
    flex: '1 1 160px',
    // The browser draws the calendar of a date
    '& input': { colorScheme: theme.palette.type },
  },
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
    <TextField
      id={`leadshop-leads-${name}`}
      className={classes.field}
      label={label}
      type="date"
      value={narrowing[name]}
      onChange={event => onNarrow({ [name]: event.target.value })}
      variant="outlined"
      size="small"
      InputLabelProps={{ shrink: true }}
    />
  );
  return (
    <div className={`${classes.row} ${classes.more}`}>
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
  const classes = useStyles();
  const t = useTexts();
  const { industry, import_id, from, to } = narrowing;
  const set = [industry, import_id, from, to].filter(Boolean).length;
  const [open, setOpen] = useState(set > 0);

  return (
    <div role="search" aria-label={t('leads.filters.label')}>
      <div className={classes.row}>
        <SearchField
          id="leadshop-leads-search"
          label={t('leads.filters.search')}
          className={classes.search}
          value={narrowing.q}
          onSearch={q => onNarrow({ q })}
        />
        <StatusToggles
          options={leadStatusSchema.options}
          chosen={narrowing.status}
          textOf={status => t(`words.leadStatus.${status}`)}
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
            ? t('leads.filters.moreSet', { set: String(set) })
            : t('leads.filters.more')}
        </Button>
        {narrowed && (
          <Button size="small" onClick={onClear}>
            {t('leads.filters.clear')}
          </Button>
        )}
      </div>
      <div id={MORE_ID}>
        <Collapse in={open} mountOnEnter unmountOnExit>
          <MoreFilters narrowing={narrowing} onNarrow={onNarrow} />
        </Collapse>
      </div>
    </div>
  );
};
