import TextField from '@material-ui/core/TextField';
import { useTexts } from '../../translation';

/** One of some values, or any. */
export const ChoiceField = ({
  id,
  label,
  value,
  options,
  className,
  onChange,
}: {
  id: string;
  label: string;
  /** Empty for any. */
  value: string;
  /** Values with what they are called. */
  options: readonly (readonly [string, string])[];
  className?: string;
  onChange: (value: string) => void;
}) => {
  const t = useTexts();
  const known = value === '' || options.some(([option]) => option === value);
  return (
    <TextField
      id={id}
      className={className}
      label={label}
      select
      value={value}
      onChange={event => onChange(event.target.value)}
      variant="outlined"
      size="small"
      SelectProps={{ native: true }}
      InputLabelProps={{ shrink: true }}
    >
      <option value="">{t('shared.any')}</option>
      {!known && <option value={value}>{value}</option>}
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </TextField>
  );
};
