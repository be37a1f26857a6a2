import { makeStyles } from '@material-ui/core/styles';
import FindInPageIcon from '@material-ui/icons/FindInPage';
import LibraryAddCheckIcon from '@material-ui/icons/LibraryAddCheckOutlined';
import { useHref, useLocation, useParams } from 'react-router-dom';
import { LinkButton, SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { refusalOf } from '../../api';
import { useLiveBatch } from '../../live';
import { batchesRouteRef } from '../../routes';
import { TEST_STATUS_TEXT } from '../../texts';
import { BatchBar, COUNTED, countsText } from '../BatchSummary';
import { CopyLinkButton } from '../CopyLinkButton';
import { EmptyNote, Panel } from '../Panel';
import { StatusLabel } from '../StatusLabel';
import { BatchFacts } from './BatchFacts';
import { BatchHeading } from './BatchHeading';
import { BatchTests } from './BatchTests';
import { CancelBatchButton } from './CancelBatchButton';
import { FailingSteps } from './FailingSteps';
import { RerunFailedButton } from './RerunFailedButton';
import { useBatchTests } from './useBatchTests';

const useStyles = makeStyles(theme => ({
  grid: {
    display: 'grid',
    gap: theme.spacing(3),
    marginBottom: theme.spacing(3),
    gridTemplateColumns: 'minmax(0, 1fr)',
    [theme.breakpoints.up('md')]: {
      gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    },
  },
  counts: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 3),
    margin: theme.spacing(2, 0, 0),
    padding: 0,
    listStyle: 'none',
    fontSize: theme.typography.pxToRem(14),
    fontVariantNumeric: 'tabular-nums',
  },
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
}));

/** What is said aloud when the batch begins or ends, and not in between. */
function announcement({ status, counts }: Batch): string {
  switch (status) {
    case 'running':
      return 'The batch is running';
    case 'cancelled':
      return `The batch was cancelled: ${countsText(counts)}`;
    default:
      return `The batch has finished: ${countsText(counts)}`;
  }
}

const Counts = ({ batch }: { batch: Batch }) => {
  const classes = useStyles();
  return (
    <Panel title="Progress">
      <BatchBar batch={batch} height={20} />
      <ul className={classes.counts}>
        {COUNTED.map(status => (
          <li key={status}>
            <StatusLabel
              status={status}
              text={`${batch.counts[
                status
              ].toLocaleString()} ${TEST_STATUS_TEXT[
                status
              ].toLocaleLowerCase()}`}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
};

const Outcome = ({ batch }: { batch: Batch }) => {
  const classes = useStyles();
  const list = useBatchTests(batch);
  return (
    <>
      <div className={classes.grid}>
        <Counts batch={batch} />
        <FailingSteps
          batch={batch}
          chosen={list.narrowing.step}
          onChoose={step => list.narrow({ step, status: [] })}
        />
      </div>
      <BatchTests batch={batch} list={list} />
    </>
  );
};

const LoadedBatch = ({
  batch,
  onChanged,
}: {
  batch: Batch;
  onChanged: () => void;
}) => {
  const classes = useStyles();
  const address = useHref(useLocation().pathname);
  return (
    <>
      <BatchHeading batch={batch}>
        <CopyLinkButton path={address} label="Copy link to this batch" />
        <CancelBatchButton batch={batch} onAnswered={onChanged} />
        <RerunFailedButton batch={batch} />
        <SupportButton>
          Press a step under Where tests failed to list the tests that failed
          there. A rerun of what failed is a batch of its own.
        </SupportButton>
      </BatchHeading>
      <div role="status" className={classes.hidden}>
        {announcement(batch)}
      </div>
      <BatchFacts batch={batch} />
      {batch.total === 0 ? (
        <EmptyNote
          icon={LibraryAddCheckIcon}
          title="There are no tests in this batch"
        >
          None of its leads could be tested: they may have been erased.
        </EmptyNote>
      ) : (
        <Outcome batch={batch} />
      )}
    </>
  );
};

const AnyBatch = ({ id }: { id: string }) => {
  const batchesLink = useRouteRef(batchesRouteRef);
  const batch = useLiveBatch(id);
  if (batch.value) {
    return <LoadedBatch batch={batch.value} onChanged={batch.reload} />;
  }
  if (batch.error && refusalOf(batch.error).status === 404) {
    return (
      <EmptyNote
        icon={FindInPageIcon}
        title="There is no such batch"
        heading="h2"
        action={
          <>
            <LinkButton to={batchesLink()} variant="outlined">
              Browse the batches
            </LinkButton>
            <SupportButton>
              A batch is named by the address of its page: Copy link on that
              page gives it to others.
            </SupportButton>
          </>
        }
      >
        The address may be wrong, or the batch is older than results are kept.
      </EmptyNote>
    );
  }
  return (
    <Panel
      title="Batch"
      loading={batch.loading}
      skeletonLines={10}
      error={batch.error}
      onRetry={batch.reload}
    />
  );
};

/** One batch of tests, live. */
export const BatchPage = () => {
  const { id = '' } = useParams();
  return <AnyBatch key={id} id={id} />;
};
