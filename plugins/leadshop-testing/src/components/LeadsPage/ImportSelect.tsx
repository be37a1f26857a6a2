import TextField from '@material-ui/core/TextField';
import { DateTime } from 'luxon';
import useAsync from 'react-use/esm/useAsync';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../api';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';

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
  const t = useTexts();
  const { moment } = useFormats();
  const api = useApi(leadshopTestingApiRef);
  const imports = useAsync(() => api.imports.list({ limit: RECENT }), [api]);
  const items = imports.value?.items ?? [];
  const known = value === '' || items.some(({ id }) => id === value);
  return (
    <TextField
      id="leadshop-leads-import"
      className={className}
      label={t('leads.filters.import')}
      select
      value={value}
      onChange={event => onChange(event.target.value)}
      variant="outlined"
      size="small"
      error={imports.error !== undefined}
      helperText={imports.error && t('leads.filters.importsFailed')}
      SelectProps={{ native: true }}
      InputLabelProps={{ shrink: true }}
    >
      <option value="">{t('shared.any')}</option>
      {!known && (
        <option value={value}>{t('leads.filters.olderImport')}</option>
      )}
      {items.map(({ id, file_name, created_at }) => (
        <option key={id} value={id}>
          {t('leads.filters.importOption', {
            file: file_name,
            moment: moment(created_at, DateTime.DATETIME_SHORT),
          })}
        </option>
      ))}
    </TextField>
  );
};
