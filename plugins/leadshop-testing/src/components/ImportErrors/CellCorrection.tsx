import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import type {
  ImportProblem,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import type { CorrectionBook } from './corrections';

/** The longest text that a correction may have. */
const LONGEST = 10_000;

const useStyles = makeStyles({
  cell: { flex: '1 1 240px', maxWidth: 420 },
  line: { display: 'block', overflowWrap: 'anywhere' },
});

/** A cell that has problems, to be put right. */
export const CellCorrection = ({
  row,
  field,
  inFile,
  problems,
  book,
}: {
  row: number;
  field: LeadField;
  /** What stands in the file. */
  inFile: string;
  problems: ImportProblem[];
  book: CorrectionBook;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const corrected = book.valueOf(row, field);
  const isChecked = book.isChecked(row, field);
  const hasError = problems.some(({ severity }) => severity === 'error');
  return (
    <TextField
      id={`leadshop-cell-${row}-${field}`}
      className={classes.cell}
      label={t(`words.leadField.${field}`)}
      value={corrected ?? inFile}
      onChange={({ target: { value } }) =>
        value === inFile
          ? book.restore(row, field)
          : book.correct(row, field, value)
      }
      disabled={book.full && corrected === undefined}
      error={hasError && isChecked}
      helperText={
        <>
          {isChecked ? (
            problems.map(({ code, severity, message }) => (
              <span key={`${code} ${message}`} className={classes.line}>
                {t('imports.errors.told', {
                  severity: t(`imports.errors.severity.${severity}`),
                  message,
                })}
              </span>
            ))
          ) : (
            <span className={classes.line}>
              {t('imports.errors.unchecked')}
            </span>
          )}{' '}
          {corrected !== undefined && (
            <span className={classes.line}>
              {t('imports.errors.inFile', {
                value: inFile ? <q>{inFile}</q> : t('imports.errors.nothing'),
              })}
            </span>
          )}
        </>
      }
      InputLabelProps={{ shrink: true }}
      variant="outlined"
      size="small"
      inputProps={{
        'aria-label': t('imports.errors.cell', {
          field: t(`words.leadField.${field}`),
          row: String(row),
        }),
        maxLength: LONGEST,
        autoComplete: 'off',
      }}
    />
  );
};
