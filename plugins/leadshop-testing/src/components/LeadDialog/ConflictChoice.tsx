import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormLabel from '@material-ui/core/FormLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import type { LeadField } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
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

const Value = ({
  whose,
  text,
}: {
  whose: 'yours' | 'theirs';
  text: string;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const value =
    text === '' ? (
      <em>{t('shared.empty')}</em>
    ) : (
      <span className={classes.value}>{text}</span>
    );
  return t(`lead.conflict.${whose}`, { value });
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
  const t = useTexts();
  return (
    <FormControl component="fieldset">
      <FormLabel component="legend" className={classes.field}>
        {t(`words.leadField.${field}`)}
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
          label={<Value whose="theirs" text={theirs} />}
        />
        <FormControlLabel
          className={classes.choice}
          value="yours"
          control={<Radio size="small" color="primary" />}
          label={<Value whose="yours" text={yours} />}
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
  const t = useTexts();
  const fields = merge.taken
    .map(field => t(`words.leadField.${field}`))
    .join(', ');
  return (
    <Alert severity="warning" className={classes.alert}>
      {[
        t('lead.conflict.changed', { names: editors }),
        fields && t('lead.conflict.taken', { fields }),
        t(
          merge.conflicts.length === 0
            ? 'lead.conflict.none'
            : 'lead.conflict.choose',
        ),
      ]
        .filter(Boolean)
        .join(' ')}
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
