import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormLabel from '@material-ui/core/FormLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import type { LeadField } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LEAD_FIELD_TEXT } from '../../texts';
import type { FieldConflict, Merge } from './conflict';

const useStyles = makeStyles(theme => ({
  alert: { marginBottom: theme.spacing(2) },
  fields: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    marginTop: theme.spacing(1),
  },
  field: {
    color: 'inherit',
    fontSize: theme.typography.pxToRem(14),
    fontWeight: 600,
  },
  choice: {
    overflowWrap: 'anywhere',
    '& .MuiFormControlLabel-label': { fontSize: theme.typography.pxToRem(14) },
  },
  value: { fontWeight: 600 },
}));

/** Whose value of a field stays. */
export type Choices = Partial<Record<LeadField, 'yours' | 'theirs'>>;

const Value = ({ whose, text }: { whose: string; text: string }) => {
  const classes = useStyles();
  return (
    <>
      {whose}:{' '}
      {text === '' ? (
        <em>empty</em>
      ) : (
        <span className={classes.value}>{text}</span>
      )}
    </>
  );
};

const FieldChoice = ({
  conflict: { field, yours, theirs },
  choice,
  onChoose,
}: {
  conflict: FieldConflict;
  choice?: 'yours' | 'theirs';
  onChoose: (choice: 'yours' | 'theirs') => void;
}) => {
  const classes = useStyles();
  return (
    <FormControl component="fieldset">
      <FormLabel component="legend" className={classes.field}>
        {LEAD_FIELD_TEXT[field]}
      </FormLabel>
      <RadioGroup
        name={`conflict-${field}`}
        value={choice ?? null}
        onChange={(_event, value) =>
          onChoose(value === 'yours' ? 'yours' : 'theirs')
        }
      >
        <FormControlLabel
          className={classes.choice}
          value="theirs"
          control={<Radio size="small" color="primary" />}
          label={<Value whose="Theirs" text={theirs} />}
        />
        <FormControlLabel
          className={classes.choice}
          value="yours"
          control={<Radio size="small" color="primary" />}
          label={<Value whose="Yours" text={yours} />}
        />
      </RadioGroup>
    </FormControl>
  );
};

/** Says who was faster and with what, and asks whose values stay. */
export const ConflictChoice = ({
  merge,
  editors,
  choices,
  onChoose,
}: {
  merge: Merge;
  /** Who was faster, by name. */
  editors: string;
  choices: Choices;
  onChoose: (field: LeadField, choice: 'yours' | 'theirs') => void;
}) => {
  const classes = useStyles();
  const taken = merge.taken.map(field => LEAD_FIELD_TEXT[field]).join(', ');
  return (
    <Alert severity="warning" className={classes.alert}>
      {editors} changed this lead while you were editing it. Nothing is saved
      yet.
      {taken && ` Their changes are in the form below: ${taken}.`}
      {merge.conflicts.length === 0
        ? ' Yours are in other fields and stay: save again to keep both.'
        : ' Choose which of these stay, then save again.'}
      {merge.conflicts.length > 0 && (
        <div className={classes.fields}>
          {merge.conflicts.map(conflict => (
            <FieldChoice
              key={conflict.field}
              conflict={conflict}
              choice={choices[conflict.field]}
              onChoose={choice => onChoose(conflict.field, choice)}
            />
          ))}
        </div>
      )}
    </Alert>
  );
};
