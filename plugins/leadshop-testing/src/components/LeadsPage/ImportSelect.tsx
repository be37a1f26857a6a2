import TextField from '@material-ui/core/TextField';
import { DateTime } from 'luxon';
import useAsync from 'react-use/esm/useAsync';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../api';

/** Imports to choose from; older ones are reached from their own page. */
const RECENT = 50;

/** Narrows the list to the leads of one import. */
export const ImportSelect = ({
  value,
  className,
  onChange,
}: {
  /** Id of the import; empty for all leads. */
  value: string;
  className?: string;
  onChange: (importId: string) => void;
}) => {
  const api = useApi(leadshopTestingApiRef);
  const imports = useAsync(() => api.imports.list({ limit: RECENT }), [api]);
  const items = imports.value?.items ?? [];
  const known = value === '' || items.some(({ id }) => id === value);
  return (
    <TextField
      id="leadshop-leads-import"
      className={className}
      label="Import"
      select
      value={value}
      onChange={event => onChange(event.target.value)}
      variant="outlined"
      size="small"
      error={imports.error !== undefined}
      helperText={imports.error && 'The imports could not be read'}
      SelectProps={{ native: true }}
      InputLabelProps={{ shrink: true }}
    >
      <option value="">Any</option>
      {!known && <option value={value}>An older import</option>}
      {items.map(({ id, file_name, created_at }) => (
        <option key={id} value={id}>
          {file_name},{' '}
          {DateTime.fromISO(created_at).toLocaleString(DateTime.DATETIME_SHORT)}
        </option>
      ))}
    </TextField>
  );
};
