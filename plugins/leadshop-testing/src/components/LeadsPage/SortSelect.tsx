import TextField from '@material-ui/core/TextField';
import { leadSortSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LeadSort } from '@leadshop/backstage-plugin-leadshop-testing-common';

const SORT_TEXT: Record<LeadSort, string> = {
  '-created_at': 'Newest first',
  created_at: 'Oldest first',
  business_name: 'Business A to Z',
  '-business_name': 'Business Z to A',
};

/** In which order leads are listed; cards have no headers to press. */
export const SortSelect = ({
  sort,
  onSort,
}: {
  sort: LeadSort;
  onSort: (sort: LeadSort) => void;
}) => (
  <TextField
    id="leadshop-leads-sort"
    label="Sort"
    select
    value={sort}
    onChange={event => onSort(leadSortSchema.parse(event.target.value))}
    variant="outlined"
    size="small"
    SelectProps={{ native: true }}
  >
    {leadSortSchema.options.map(order => (
      <option key={order} value={order}>
        {SORT_TEXT[order]}
      </option>
    ))}
  </TextField>
);
