import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import { DateTime } from 'luxon';

const useStyles = makeStyles(theme => ({
  // The browser draws the calendar of a date
  root: { '& input': { colorScheme: theme.palette.type } },
}));

/** A day; a moment counts as the day that it is in. */
export const DayField = ({
  id,
  label,
  value,
  min,
  max,
  className = '',
  onChange,
}: {
  id: string;
  label: string;
  /** Empty for any. */
  value: string;
  min?: string;
  max?: string;
  className?: string;
  onChange: (value: string) => void;
}) => (
  <TextField
    id={id}
    className={`${useStyles().root} ${className}`}
    label={label}
    type="date"
    value={value && (DateTime.fromISO(value).toISODate() ?? '')}
    onChange={event => onChange(event.target.value)}
    variant="outlined"
    size="small"
    InputLabelProps={{ shrink: true }}
    inputProps={{ min, max }}
  />
);
