import { ComponentType } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import type {
  ExecutionSummary,
  HistorySort,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useFormats } from '../../formats';
import { batchRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { userName } from '../../words';
import { CatalogLink } from '../CatalogLink';
import { useListTableStyles } from '../ListTable';
import { RelativeTime } from '../RelativeTime';
import { SandboxBadge } from '../SandboxBadge';
import { StatusLabel } from '../StatusLabel';
import { TestLink } from './TestLink';
import { TestScore } from './TestScore';

const useStyles = makeStyles(theme => ({
  leadLine: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0, 1),
    marginTop: 2,
    '& > :first-child': { flexShrink: 0 },
    '& > :last-child': { flexShrink: 1 },
  },
  // The name of the row is a link over all of it; this one lies above
  above: { position: 'relative', zIndex: 1 },
}));

type Cell = ComponentType<{ test: ExecutionSummary }>;

/** What a table of tests can show. */
export interface ExecutionColumn {
  Cell: Cell;
  /** Figures stand to the right; the lead takes what the others leave. */
  look: 'number' | 'short' | 'wide';
  /** What a list is ordered by when it is ordered by the column. */
  sort?: HistorySort & ('created_at' | 'execution_time' | 'score');
}

const StatusCell: Cell = ({ test }) => {
  const t = useTexts();
  return (
    <StatusLabel
      status={test.status}
      text={t(`words.testStatus.${test.status}`)}
    />
  );
};

const LeadCell: Cell = ({ test }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  return (
    <>
      <TestLink test={test} />
      <div className={`${classes.leadLine} ${table.small}`}>
        <SandboxBadge mode={test.provider_mode} />
        {test.business_name && test.website_url && (
          <span className={table.cut} title={test.website_url}>
            {test.website_url}
          </span>
        )}
      </div>
    </>
  );
};

const StartedCell: Cell = ({ test }) => {
  const t = useTexts();
  const table = useListTableStyles();
  return (
    <>
      <RelativeTime at={test.created_at} short />
      <div className={table.small} title={test.user_ref}>
        {t('history.row.by', { user: userName(test.user_ref) })}
      </div>
    </>
  );
};

const DurationCell: Cell = ({ test }) => (
  <>{useFormats().duration(test.execution_time)}</>
);

const SpamCell: Cell = ({ test }) => {
  const { number } = useFormats();
  return <>{test.spam_score === null ? '–' : number(test.spam_score)}</>;
};

const RevenueCell: Cell = ({ test }) => (
  <>{useFormats().money(test.revenue_impact, test.revenue_currency)}</>
);

const FailedStepCell: Cell = ({ test }) => (
  <>{test.steps.find(({ status }) => status === 'failed')?.title ?? '–'}</>
);

const ModeCell: Cell = ({ test }) => {
  const t = useTexts();
  return (
    <>{test.provider_mode ? t(`history.row.${test.provider_mode}`) : '–'}</>
  );
};

const BatchCell: Cell = ({ test }) => {
  const classes = useStyles();
  const batchLink = useRouteRef(batchRouteRef);
  return test.batch_id ? (
    <Link to={batchLink({ id: test.batch_id })} className={classes.above}>
      {test.batch_id.slice(0, 8)}
    </Link>
  ) : (
    <>–</>
  );
};

const EntityCell: Cell = ({ test }) => {
  const classes = useStyles();
  return test.entity_ref ? (
    <CatalogLink entityRef={test.entity_ref} className={classes.above} />
  ) : (
    <>–</>
  );
};

/** The columns in the order in which they stand. */
export const COLUMNS = {
  status: { look: 'short', Cell: StatusCell },
  lead: { look: 'wide', Cell: LeadCell },
  failedStep: { look: 'short', Cell: FailedStepCell },
  score: {
    look: 'number',
    sort: 'score',
    Cell: ({ test }) => <TestScore test={test} />,
  },
  duration: {
    look: 'number',
    sort: 'execution_time',
    Cell: DurationCell,
  },
  spam: { look: 'number', Cell: SpamCell },
  revenue: { look: 'number', Cell: RevenueCell },
  started: { look: 'short', sort: 'created_at', Cell: StartedCell },
  ended: {
    look: 'short',
    Cell: ({ test }) => <RelativeTime at={test.completed_at} short />,
  },
  user: {
    look: 'short',
    Cell: ({ test }) => (
      <span title={test.user_ref}>{userName(test.user_ref)}</span>
    ),
  },
  mode: { look: 'short', Cell: ModeCell },
  pipeline: { look: 'short', Cell: ({ test }) => <>{test.test_type}</> },
  batch: { look: 'short', Cell: BatchCell },
  entity: { look: 'short', Cell: EntityCell },
} satisfies Record<string, ExecutionColumn>;

/** The name of a column. */
export type ColumnName = keyof typeof COLUMNS;

/** All columns, in the order in which they stand. */
export const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[];

/** The columns that are shown when nobody chose others. */
export const USUAL_COLUMNS: readonly ColumnName[] = [
  'status',
  'lead',
  'score',
  'duration',
  'started',
  'ended',
];

/** The column by which every row is called, and which leads to its test. */
export const ROW_COLUMN: ColumnName = 'lead';

/** The columns of that name; one that nobody knows is left out. */
export function columnsNamed(names: readonly string[]): ColumnName[] {
  return COLUMN_NAMES.filter(
    name => name === ROW_COLUMN || names.includes(name),
  );
}
