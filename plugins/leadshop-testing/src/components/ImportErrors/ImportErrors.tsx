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
import { Translate, useTexts } from '../../translation';
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
  count: (of: LeadImport) => number;
}[] = [
  { outcome: 'rejected', count: ({ failed }) => failed },
  { outcome: 'duplicate', count: ({ duplicates }) => duplicates },
  { outcome: 'imported', count: ({ warnings }) => warnings },
];

/** Tells one kind of problem from the others. */
const keyOf = ({ field, code }: Pick<ProblemCount, 'field' | 'code'>) =>
  `${code} ${field ?? ''}`;

function problemText(t: Translate, { field, code }: ProblemCount): string {
  const problem = t(`words.importProblem.${code}`);
  return field
    ? t('imports.errors.inField', {
        field: t(`words.leadField.${field}`),
        problem,
      })
    : problem;
}

/** True when an import has rows to show here. */
export function hasErrors(of: LeadImport): boolean {
  return OUTCOMES.some(({ count }) => count(of) > 0);
}

/** What the rows with problems are called as a whole. */
export function errorsTitle(t: Translate, of: LeadImport): string {
  return t(
    of.failed > 0
      ? 'imports.errors.title'
      : 'imports.errors.titleWithoutErrors',
  );
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
  const t = useTexts();
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
          {t('imports.errors.help')}
        </Typography>
      )}
      <div className={classes.filters}>
        {present.map(({ outcome, count }) => {
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
              {t(`imports.errors.outcome.${outcome}`, { rows: count(of) })}
            </ToggleButton>
          );
        })}
        {of.problem_counts.length > 1 && (
          <TextField
            id={`leadshop-problem-${of.id}`}
            select
            className={classes.problem}
            label={t('imports.errors.problem')}
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
            <MenuItem value="">{t('imports.errors.all')}</MenuItem>
            {of.problem_counts.map(one => (
              <MenuItem key={keyOf(one)} value={keyOf(one)}>
                {t('imports.errors.option', {
                  problem: problemText(t, one),
                  rows: one.count,
                })}
              </MenuItem>
            ))}
          </TextField>
        )}
      </div>
      <ErrorRowList importId={of.id} filter={filter} book={book} />
    </>
  );
};
