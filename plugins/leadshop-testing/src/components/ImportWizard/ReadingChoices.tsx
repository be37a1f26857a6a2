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
import type { ReadingOptions } from './useLeadFile';

const ENCODING_TEXT: Record<ImportEncoding, string> = {
  'utf-8': 'Unicode (UTF-8)',
  'utf-16le': 'Unicode (UTF-16, little endian)',
  'utf-16be': 'Unicode (UTF-16, big endian)',
  'windows-1252': 'Western European (Windows-1252)',
};

const DELIMITER_TEXT: Record<
  NonNullable<ImportOptions['delimiter']>,
  string
> = {
  ',': 'Comma',
  ';': 'Semicolon',
  '\t': 'Tab',
  '|': 'Vertical bar',
};

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
  if (preview.format !== 'csv') {
    return preview.sheets.length > 1 ? (
      <div className={classes.root}>
        <Choice
          id="leadshop-import-sheet"
          label="Sheet"
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
        label="Encoding"
        value={preview.encoding ?? ''}
        options={Object.entries(ENCODING_TEXT)}
        disabled={disabled}
        onChange={value =>
          onChange({ ...options, encoding: importEncodingSchema.parse(value) })
        }
      />
      <Choice
        id="leadshop-import-delimiter"
        label="Columns are parted by"
        value={preview.delimiter ?? ''}
        options={Object.entries(DELIMITER_TEXT)}
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
