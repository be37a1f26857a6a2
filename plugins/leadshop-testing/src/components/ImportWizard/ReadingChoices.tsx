import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import {
  importEncodingSchema,
  importOptionsSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ImportEncoding,
  ImportOptions,
  ImportPreview,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import type { ReadingOptions } from './useLeadFile';

const ENCODINGS = [
  ['utf-8', 'utf8'],
  ['utf-16le', 'utf16le'],
  ['utf-16be', 'utf16be'],
  ['windows-1252', 'windows1252'],
] as const satisfies readonly (readonly [ImportEncoding, string])[];

const DELIMITERS = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'bar'],
] as const satisfies readonly (readonly [
  NonNullable<ImportOptions['delimiter']>,
  string,
])[];

const useStyles = makeStyles(theme => ({
  root: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2) },
  choice: { flex: '1 1 200px', maxWidth: 320 },
}));

const Choice = ({
  id,
  label,
  value,
  options,
  disabled,
  onChange,
}: {
  id: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  disabled: boolean;
  onChange: (value: string) => void;
}) => (
  <TextField
    id={id}
    select
    className={useStyles().choice}
    label={label}
    value={value}
    onChange={event => onChange(event.target.value)}
    disabled={disabled}
    variant="outlined"
    size="small"
    SelectProps={{ native: true }}
    InputLabelProps={{ shrink: true }}
  >
    {options.map(([option, text]) => (
      <option key={option} value={option}>
        {text}
      </option>
    ))}
  </TextField>
);

/** How the file is read: what was detected, to be corrected. */
export const ReadingChoices = ({
  preview,
  options,
  disabled,
  onChange,
}: {
  preview: ImportPreview;
  options: ReadingOptions;
  disabled: boolean;
  onChange: (options: ReadingOptions) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  if (preview.format !== 'csv') {
    return preview.sheets.length > 1 ? (
      <div className={classes.root}>
        <Choice
          id="leadshop-import-sheet"
          label={t('importWizard.reading.sheet')}
          value={preview.sheet ?? ''}
          options={preview.sheets.map(sheet => [sheet, sheet] as const)}
          disabled={disabled}
          onChange={sheet => onChange({ sheet })}
        />
      </div>
    ) : null;
  }
  return (
    <div className={classes.root}>
      <Choice
        id="leadshop-import-encoding"
        label={t('importWizard.reading.encoding')}
        value={preview.encoding ?? ''}
        options={ENCODINGS.map(([encoding, name]) => [
          encoding,
          t(`importWizard.reading.encodings.${name}`),
        ])}
        disabled={disabled}
        onChange={value =>
          onChange({ ...options, encoding: importEncodingSchema.parse(value) })
        }
      />
      <Choice
        id="leadshop-import-delimiter"
        label={t('importWizard.reading.delimiter')}
        value={preview.delimiter ?? ''}
        options={DELIMITERS.map(([delimiter, name]) => [
          delimiter,
          t(`importWizard.reading.delimiters.${name}`),
        ])}
        disabled={disabled}
        onChange={value =>
          onChange({
            ...options,
            delimiter: importOptionsSchema.shape.delimiter.parse(value),
          })
        }
      />
    </div>
  );
};
