import TextField from '@material-ui/core/TextField';
import { LeadFieldOutline, longest } from './leadForm';

/** One field of a lead, with what is wrong with it. */
export const FieldInput = ({
  outline,
  value,
  problem,
  disabled = false,
  idPrefix,
  className,
  onChange,
}: {
  outline: LeadFieldOutline;
  value: string;
  problem?: string;
  disabled?: boolean;
  /** Tells the same field of two forms apart. */
  idPrefix: string;
  className?: string;
  onChange: (text: string) => void;
}) => {
  const { field, label, help, type, required, multiline } = outline;
  return (
    <TextField
      id={`${idPrefix}-${field}`}
      name={field}
      label={label}
      value={value}
      onChange={event => onChange(event.target.value)}
      helperText={problem ?? help}
      error={problem !== undefined}
      required={required}
      disabled={disabled}
      type={type}
      multiline={multiline}
      minRows={multiline ? 2 : undefined}
      className={className}
      variant="outlined"
      size="small"
      fullWidth
      inputProps={{ maxLength: longest(field), autoComplete: 'off' }}
    />
  );
};
