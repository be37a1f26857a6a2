import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import type {
  ImportErrorRow,
  ImportProblem,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { IMPORT_OUTCOME_TEXT, LEAD_FIELD_TEXT } from '../../texts';
import { StatusLabel } from '../StatusLabel';
import type { AnyStatus } from '../StatusLabel';
import type { CorrectionBook } from './corrections';

const OUTCOME_LOOK: Record<ImportErrorRow['outcome'], AnyStatus> = {
  rejected: 'failed',
  duplicate: 'skipped',
  imported: 'warning',
};

/** The longest text that a correction may have. */
const LONGEST = 10_000;

const useStyles = makeStyles(theme => ({
  root: { padding: theme.spacing(1.5, 2) },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 2),
    fontSize: theme.typography.pxToRem(14),
  },
  row: { fontWeight: 600 },
  name: {
    flex: '1 1 0',
    minWidth: 80,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    color: theme.palette.text.secondary,
  },
  problems: {
    margin: theme.spacing(0.5, 0, 0),
    padding: 0,
    listStyle: 'none',
    fontSize: theme.typography.pxToRem(13),
    overflowWrap: 'anywhere',
    '& q': { color: theme.palette.text.secondary },
  },
  cells: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: theme.spacing(1.5),
    marginTop: theme.spacing(1.5),
  },
  cell: { flex: '1 1 240px', maxWidth: 420 },
}));

/** A repetition is mended in the other row, or by another choice. */
const isRepetition = ({ code }: ImportProblem) =>
  code === 'duplicate_in_file' || code === 'duplicate_stored';

const messagesOf = (problems: ImportProblem[]) =>
  problems.map(({ message }) => message).join('. ');

/** One row with what is wrong with it. */
export const ErrorRow = ({
  error,
  book,
}: {
  error: ImportErrorRow;
  book?: CorrectionBook;
}) => {
  const classes = useStyles();
  const { row, outcome, problems, values } = error;
  const inCells = book
    ? problems.filter(problem => problem.field && !isRepetition(problem))
    : [];
  const fields = [
    ...new Set(inCells.flatMap(({ field }) => (field ? [field] : []))),
  ];
  const told = problems.filter(problem => !inCells.includes(problem));
  const correction = (field: LeadField) => book?.valueOf(row, field);
  return (
    <div className={classes.root}>
      <div className={classes.head}>
        <span className={classes.row}>Row {row.toLocaleString()}</span>
        <StatusLabel
          status={OUTCOME_LOOK[outcome]}
          text={IMPORT_OUTCOME_TEXT[outcome]}
        />
        <span className={classes.name}>{values.business_name}</span>
      </div>
      {told.length > 0 && (
        <ul className={classes.problems}>
          {told.map(({ field, code, message, value }) => (
            <li key={`${field} ${code} ${message}`}>
              {message}
              {value && (
                <>
                  {': '}
                  <q>{value}</q>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {book && fields.length > 0 && (
        <div className={classes.cells}>
          {fields.map(field => {
            const own = inCells.filter(problem => problem.field === field);
            const corrected = correction(field);
            return (
              <TextField
                key={field}
                id={`leadshop-cell-${row}-${field}`}
                className={classes.cell}
                label={LEAD_FIELD_TEXT[field]}
                value={corrected ?? values[field] ?? ''}
                onChange={event => book.correct(row, field, event.target.value)}
                disabled={book.full && corrected === undefined}
                error={own.some(({ severity }) => severity === 'error')}
                helperText={messagesOf(own)}
                variant="outlined"
                size="small"
                inputProps={{
                  'aria-label': `${LEAD_FIELD_TEXT[field]}, row ${row}`,
                  maxLength: LONGEST,
                  autoComplete: 'off',
                }}
              />
            );
          })}
        </div>
      )}
    </div>
  );
};
