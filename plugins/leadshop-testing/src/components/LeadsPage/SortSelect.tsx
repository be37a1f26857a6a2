import TextField from '@material-ui/core/TextField';
import { leadSortSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LeadSort } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';

const ORDERS = {
  '-created_at': 'newest',
  created_at: 'oldest',
  business_name: 'aToZ',
  '-business_name': 'zToA',
} as const satisfies Record<LeadSort, string>;

/** In which order leads are listed; cards have no headers to press. */
export const SortSelect = ({
  sort,
  onSort,
}: {
  sort: LeadSort;
  onSort: (sort: LeadSort) => void;
}) => {
  const t = useTexts();
  return (
    <TextField
      id="leadshop-leads-sort"
      label={t('leads.sort.label')}
      select
      value={sort}
      onChange={event => onSort(leadSortSchema.parse(event.target.value))}
      variant="outlined"
      size="small"
      SelectProps={{ native: true }}
    >
      {leadSortSchema.options.map(order => (
        <option key={order} value={order}>
          {t(`leads.sort.${ORDERS[order]}`)}
        </option>
      ))}
    </TextField>
  );
};
