import { useId, useMemo } from 'react';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormLabel from '@material-ui/core/FormLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import Autocomplete from '@material-ui/lab/Autocomplete';
import { getCountries } from 'libphonenumber-js/min';
import { onDuplicateSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ImportOptions } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';

/** What an import does beyond reading. */
export type LeadChoicesMade = Pick<
  ImportOptions,
  'on_duplicate' | 'default_country'
>;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr)',
    gap: theme.spacing(2, 4),
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  label: {
    color: theme.palette.text.primary,
    fontWeight: 600,
    marginBottom: theme.spacing(0.5),
  },
  choice: { alignItems: 'flex-start', margin: theme.spacing(0, 0, 0.5, -1) },
  radio: { padding: theme.spacing(0.5, 1) },
  help: {
    display: 'block',
    fontSize: theme.typography.pxToRem(13),
    color: theme.palette.text.secondary,
  },
}));

/** The reader's own country, where most of their leads are. */
export function homeCountry(): string {
  const { region } = new Intl.Locale(navigator.language).maximize();
  return getCountries().find(country => country === region) ?? 'US';
}

/** Asks what to do with duplicates and whose phone numbers these are. */
export const LeadChoices = ({
  made,
  onChange,
}: {
  made: LeadChoicesMade;
  onChange: (change: Partial<LeadChoicesMade>) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { locale } = useFormats();
  const labelId = useId();
  const countries = useMemo(
    () => new Intl.DisplayNames(locale, { type: 'region' }),
    [locale],
  );
  return (
    <div className={classes.root}>
      <div>
        <FormLabel component="div" id={labelId} className={classes.label}>
          {t('importWizard.choices.repeats')}
        </FormLabel>
        <RadioGroup
          aria-labelledby={labelId}
          name="leadshop-on-duplicate"
          value={made.on_duplicate}
          onChange={event =>
            onChange({
              on_duplicate: onDuplicateSchema.parse(event.target.value),
            })
          }
        >
          {onDuplicateSchema.options.map(option => (
            <FormControlLabel
              key={option}
              value={option}
              className={classes.choice}
              control={
                <Radio color="primary" size="small" className={classes.radio} />
              }
              label={
                <>
                  {t(`words.onDuplicate.${option}`)}
                  <span className={classes.help}>
                    {t(`importWizard.choices.${option}`)}
                  </span>
                </>
              }
            />
          ))}
        </RadioGroup>
        <span className={classes.help}>{t('importWizard.choices.same')}</span>
      </div>
      <Autocomplete
        id="leadshop-import-country"
        options={getCountries() as string[]}
        getOptionLabel={code =>
          t('importWizard.choices.countryOption', {
            name: countries.of(code) ?? code,
            code,
          })
        }
        value={made.default_country}
        onChange={(_event, country) => onChange({ default_country: country })}
        disableClearable
        renderInput={params => (
          <TextField
            {...params}
            label={t('importWizard.choices.country')}
            helperText={t('importWizard.choices.countryHelp')}
            variant="outlined"
            size="small"
          />
        )}
      />
    </div>
  );
};
