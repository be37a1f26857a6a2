import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import {
  LEAD_FIELDS,
  LeadField,
  LeadFieldOutline,
  LeadForm,
  longest,
} from './leadForm';

const useStyles = makeStyles(theme => ({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    gap: theme.spacing(2),
    [theme.breakpoints.down('xs')]: {
      gridTemplateColumns: 'minmax(0, 1fr)',
    },
  },
  wide: { gridColumn: '1 / -1' },
}));

interface LeadFieldsProps {
  form: LeadForm;
  problems: Partial<Record<LeadField, string>>;
  disabled: boolean;
  onChange: (field: LeadField, text: string) => void;
}

const Field = ({
  outline,
  form,
  problems,
  disabled,
  onChange,
}: LeadFieldsProps & { outline: LeadFieldOutline }) => {
  const classes = useStyles();
  const { field, label, help, type, required, multiline } = outline;
  const problem = problems[field];
  return (
    <TextField
      id={`leadshop-lead-${field}`}
      name={field}
      label={label}
      value={form[field]}
      onChange={event => onChange(field, event.target.value)}
      helperText={problem ?? help}
      error={problem !== undefined}
      required={required}
      disabled={disabled}
      type={type}
      multiline={multiline}
      minRows={multiline ? 2 : undefined}
      className={multiline ? classes.wide : undefined}
      variant="outlined"
      size="small"
      fullWidth
      inputProps={{ maxLength: longest(field), autoComplete: 'off' }}
    />
  );
};

/** The eleven fields of a lead. */
export const LeadFields = (props: LeadFieldsProps) => (
  <div className={useStyles().grid}>
    {LEAD_FIELDS.map(outline => (
      <Field key={outline.field} outline={outline} {...props} />
    ))}
  </div>
);
