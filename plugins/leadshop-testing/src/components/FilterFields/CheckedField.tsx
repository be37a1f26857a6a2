import { ReactNode } from 'react';
import TextField from '@material-ui/core/TextField';
import { useRestingText } from '../SearchField';

/** A text that narrows the list when typing rests, once it can mean something. */
export const CheckedField = ({
  id,
  label,
  value,
  placeholder,
  className,
  valid = () => true,
  hint,
  adornment,
  onChange,
}: {
  id: string;
  label: string;
  value: string;
  placeholder?: string;
  className?: string;
  valid?: (text: string) => boolean;
  /** What is wrong with a text that is not valid. */
  hint?: string;
  adornment?: ReactNode;
  onChange: (text: string) => void;
}) => {
  const accepts = (text: string) => text.trim() === '' || valid(text.trim());
  const [text, setText] = useRestingText(value, rested => {
    if (accepts(rested)) {
      onChange(rested.trim());
    }
  });
  const wrong = !accepts(text);
  return (
    <TextField
      id={id}
      className={className}
      label={label}
      placeholder={placeholder}
      value={text}
      onChange={event => setText(event.target.value)}
      error={wrong}
      helperText={wrong && hint}
      variant="outlined"
      size="small"
      inputProps={{ maxLength: 300 }}
      InputProps={{ endAdornment: adornment }}
    />
  );
};
