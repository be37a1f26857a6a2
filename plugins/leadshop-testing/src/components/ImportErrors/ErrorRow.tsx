import { makeStyles } from '@material-ui/core/styles';
import type {
  ImportErrorRow,
  ImportProblem,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { StatusLabel } from '../StatusLabel';
import type { AnyStatus } from '../StatusLabel';
import { CellCorrection } from './CellCorrection';
import type { CorrectionBook } from './corrections';

import { StoredLeadLink } from './StoredLeadLink';

const OUTCOME_LOOK: Record<ImportErrorRow['outcome'], AnyStatus> = {
  rejected: 'failed',
  duplicate: 'skipped',
  imported: 'warning',
};

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
    '& li': {
      display: 'flex',
      alignItems: 'flex-start',
      gap: theme.spacing(1.5),
    },
    '& q': { color: theme.palette.text.secondary },
  },
  cells: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: theme.spacing(1.5),
    marginTop: theme.spacing(1.5),
  },
}));

/** A repetition is mended in the other row, or by another choice. */
const isRepetition = ({ code }: ImportProblem) =>
  code === 'duplicate_in_file' || code === 'duplicate_stored';

const Problem = ({
  of,
  storedLead,
  inNewTab,
}: {
  of: ImportProblem;
  storedLead: string | null;
  inNewTab: boolean;
}) => {
  const t = useTexts();
  const { severity, message, value, code } = of;
  return (
    <li>
      <StatusLabel
        status={severity}
        text={t(`imports.errors.severity.${severity}`)}
      />
      <div>
        {message}
        {value && (
          <>
            {': '}
            <q>{value}</q>
          </>
        )}
        {code === 'duplicate_stored' && storedLead && (
          <StoredLeadLink id={storedLead} inNewTab={inNewTab} />
        )}
      </div>
    </li>
  );
};

/** One row with what is wrong with it. */
export const ErrorRow = ({
  error,
  book,
}: {
  error: ImportErrorRow;
  book?: CorrectionBook;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { row, outcome, problems, values, duplicate_lead_id } = error;
  const inCells = book
    ? problems.filter(problem => problem.field && !isRepetition(problem))
    : [];
  const fields = [
    ...new Set(inCells.flatMap(({ field }) => (field ? [field] : []))),
  ];
  const told = problems.filter(problem => !inCells.includes(problem));
  return (
    <div className={classes.root}>
      <div className={classes.head}>
        <span className={classes.row}>{t('imports.errors.row', { row })}</span>
        <StatusLabel
          status={OUTCOME_LOOK[outcome]}
          text={t(`words.importOutcome.${outcome}`)}
        />
        <span className={classes.name}>{values.business_name}</span>
      </div>
      {told.length > 0 && (
        <ul className={classes.problems}>
          {told.map(problem => (
            <Problem
              key={`${problem.field} ${problem.code} ${problem.message}`}
              of={problem}
              storedLead={duplicate_lead_id}
              // What was put right in the wizard is not to be left
              inNewTab={book !== undefined}
            />
          ))}
        </ul>
      )}
      {book && fields.length > 0 && (
        <div className={classes.cells}>
          {fields.map(field => (
            <CellCorrection
              key={field}
              row={row}
              field={field}
              inFile={values[field] ?? ''}
              problems={inCells.filter(problem => problem.field === field)}
              book={book}
            />
          ))}
        </div>
      )}
    </div>
  );
};
