import { Ref } from 'react';
import TextField from '@material-ui/core/TextField';
import type { RuleForm, RuleProblems } from './ruleForm';

/** What every field of the form is given. */
export interface FieldProps {
  /** What its id begins with. */
  id: string;
  form: RuleForm;
  problems: RuleProblems;
  onChange: (changes: Partial<RuleForm>) => void;
}

/** The fields that hold texts of such a kind. */
type NamesOf<T> = {
  [K in keyof RuleForm]: RuleForm[K] extends T ? K : never;
}[keyof RuleForm];

/** A text, or a number as it is typed. */
export const TextOf = ({
  id,
  form,
  problems,
  onChange,
  name,
  label,
  help,
  numeric = false,
  maxLength,
  className,
  inputRef,
}: FieldProps & {
  name: NamesOf<string>;
  label: string;
  help?: string;
  numeric?: boolean;
  maxLength?: number;
  className?: string;
  inputRef?: Ref<HTMLInputElement>;
}) => (
  <TextField
    id={`${id}-${name}`}
    label={label}
    value={form[name]}
    onChange={({ target }) => onChange({ [name]: target.value })}
    error={problems[name] !== undefined}
    helperText={problems[name] ?? help}
    inputRef={inputRef}
    inputProps={{
      maxLength,
      inputMode: numeric ? 'decimal' : undefined,
      spellCheck: false,
    }}
    className={className}
    fullWidth
    variant="outlined"
    size="small"
  />
);

/** One of some values. */
export const ChoiceOf = <N extends NamesOf<string>>({
  id,
  form,
  problems,
  onChange,
  name,
  label,
  help,
  options,
}: FieldProps & {
  name: N;
  label: string;
  help?: string;
  /** Values with what they are called. */
  options: readonly (readonly [RuleForm[N], string])[];
}) => (
  <TextField
    id={`${id}-${name}`}
    label={label}
    select
    value={form[name]}
    onChange={({ target }) => onChange({ [name]: target.value })}
    error={problems[name] !== undefined}
    helperText={problems[name] ?? help}
    SelectProps={{ native: true }}
    InputLabelProps={{ shrink: true }}
    fullWidth
    variant="outlined"
    size="small"
  >
    {options.map(([value, text]) => (
      <option key={value} value={value}>
        {text}
      </option>
    ))}
  </TextField>
);
