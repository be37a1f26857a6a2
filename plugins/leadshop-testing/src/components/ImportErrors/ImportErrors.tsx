import { useState } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import ToggleButton from '@material-ui/lab/ToggleButton';
import type {
  ImportErrorRow,
  LeadImport,
  ProblemCount,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { IMPORT_PROBLEM_TEXT, LEAD_FIELD_TEXT } from '../../texts';
import type { CorrectionBook } from './corrections';
import { ErrorRowList } from './ErrorRowList';
import type { ErrorFilter } from './useErrorRows';

const useStyles = makeStyles(theme => ({
  help: { marginBottom: theme.spacing(1.5) },
  filters: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1.5),
  },
  outcome: {
    padding: theme.spacing(0.5, 1.5),
    borderRadius: 999,
    textTransform: 'none',
    color: theme.palette.text.primary,
    '&.Mui-selected, &.Mui-selected:hover': {
      color: theme.palette.text.primary,
      borderColor: theme.palette.text.primary,
      backgroundColor: theme.palette.action.selected,
    },
  },
  problem: { flex: '1 1 240px', maxWidth: 420 },
}));

const OUTCOMES: readonly {
  outcome: ImportErrorRow['outcome'];
  title: string;
  count: (of: LeadImport) => number;
}[] = [
  { outcome: 'rejected', title: 'Rejected', count: ({ failed }) => failed },
  {
    outcome: 'duplicate',
    title: 'Duplicates',
    count: ({ duplicates }) => duplicates,
  },
  { outcome: 'imported', title: 'Warnings', count: ({ warnings }) => warnings },
];

/** Tells one kind of problem from the others. */
const keyOf = ({ field, code }: Pick<ProblemCount, 'field' | 'code'>) =>
  `${code} ${field ?? ''}`;

function problemText({ field, code }: ProblemCount): string {
  const what = IMPORT_PROBLEM_TEXT[code];
  return field ? `${LEAD_FIELD_TEXT[field]}: ${what}` : what;
}

/** True when an import has rows to show here. */
export function hasErrors(of: LeadImport): boolean {
  return OUTCOMES.some(({ count }) => count(of) > 0);
}

/** What the rows with problems are called as a whole. */
export function errorsTitle(of: LeadImport): string {
  return of.failed > 0 ? 'Import Errors' : 'Duplicates and warnings';
}

/** What is wrong with the rows of a file; with a book, it can be put right. */
export const ImportErrors = ({
  of,
  book,
}: {
  of: LeadImport;
  book?: CorrectionBook;
}) => {
  const classes = useStyles();
  const [filter, setFilter] = useState<ErrorFilter>({});
  const present = OUTCOMES.filter(({ count }) => count(of) > 0);
  const problem = of.problem_counts.find(
    one =>
      filter.code &&
      keyOf(one) === keyOf({ field: null, ...filter, code: filter.code }),
  );
  return (
    <>
      {book && (
        <Typography
          variant="body2"
          color="textSecondary"
          className={classes.help}
        >
          Put cells right here and check again, or import without the rejected
          rows. Your file stays as it is.
        </Typography>
      )}
      <div className={classes.filters}>
        {present.map(({ outcome, title, count }) => {
          const selected = filter.outcome === outcome;
          return (
            <ToggleButton
              key={outcome}
              value={outcome}
              size="small"
              className={classes.outcome}
              selected={selected}
              onChange={() =>
                setFilter(before => ({
                  ...before,
                  outcome: selected ? undefined : outcome,
                }))
              }
            >
              {title} ({count(of).toLocaleString()})
            </ToggleButton>
          );
        })}
        {of.problem_counts.length > 1 && (
          <TextField
            id={`leadshop-problem-${of.id}`}
            select
            className={classes.problem}
            label="Problem"
            value={problem ? keyOf(problem) : ''}
            onChange={event => {
              const chosen = of.problem_counts.find(
                one => keyOf(one) === event.target.value,
              );
              setFilter(({ outcome }) => ({
                outcome,
                field: chosen?.field,
                code: chosen?.code,
              }));
            }}
            variant="outlined"
            size="small"
            SelectProps={{ displayEmpty: true }}
            InputLabelProps={{ shrink: true }}
          >
            <MenuItem value="">All problems</MenuItem>
            {of.problem_counts.map(one => (
              <MenuItem key={keyOf(one)} value={keyOf(one)}>
                {problemText(one)} ({one.count.toLocaleString()})
              </MenuItem>
            ))}
          </TextField>
        )}
      </div>
      <ErrorRowList importId={of.id} filter={filter} book={book} />
    </>
  );
};
