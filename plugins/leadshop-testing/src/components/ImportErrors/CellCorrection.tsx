import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import type {
  ImportProblem,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LEAD_FIELD_TEXT } from '../../texts';
import type { CorrectionBook } from './corrections';
import { SEVERITY_TEXT } from './severityText';

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
  const corrected = book.valueOf(row, field);
  const isChecked = book.isChecked(row, field);
  const hasError = problems.some(({ severity }) => severity === 'error');
  return (
    <TextField
      id={`leadshop-cell-${row}-${field}`}
      className={classes.cell}
      label={LEAD_FIELD_TEXT[field]}
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
                {SEVERITY_TEXT[severity]}: {message}
              </span>
            ))
          ) : (
            <span className={classes.line}>Changed, not checked yet.</span>
          )}
          {corrected !== undefined && (
            <span className={classes.line}>
              In the file: {inFile ? <q>{inFile}</q> : 'nothing'}
            </span>
          )}
        </>
      }
      InputLabelProps={{ shrink: true }}
      variant="outlined"
      size="small"
      inputProps={{
        'aria-label': `${LEAD_FIELD_TEXT[field]}, row ${row}`,
        maxLength: LONGEST,
        autoComplete: 'off',
      }}
    />
  );
};
