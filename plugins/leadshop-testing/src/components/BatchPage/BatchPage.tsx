import { makeStyles } from '@material-ui/core/styles';
import { Translate, useTexts } from '../../translation';

import LibraryAddCheckIcon from '@material-ui/icons/LibraryAddCheckOutlined';
import { useHref, useLocation, useParams } from 'react-router-dom';
import { SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { refusalOf } from '../../api';
import { useLiveBatch } from '../../live';
import { batchesRouteRef } from '../../routes';
import { BatchBar, COUNTED, countsText, countText } from '../BatchSummary';
import { CopyLinkButton } from '../CopyLinkButton';
import { EmptyNote, MissingNote, Panel } from '../Panel';
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
function announcement(t: Translate, { status, counts }: Batch): string {
  switch (status) {
    case 'running':
      return t('batch.running');
    case 'cancelled':
      return t('batch.cancelled', { counts: countsText(t, counts) });
    default:
      return t('batch.finished', { counts: countsText(t, counts) });
  }
}

const Counts = ({ batch }: { batch: Batch }) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <Panel title={t('batch.progress')}>
      <BatchBar batch={batch} height={20} />
      <ul className={classes.counts}>
        {COUNTED.map(status => (
          <li key={status}>
            <StatusLabel
              status={status}
              text={countText(t, batch.counts, status)}
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
  const t = useTexts();
  const address = useHref(useLocation().pathname);
  return (
    <>
      <BatchHeading batch={batch}>
        <CopyLinkButton path={address} label={t('batch.copyLink')} />
        <CancelBatchButton batch={batch} onAnswered={onChanged} />
        <RerunFailedButton batch={batch} />
        <SupportButton>{t('batch.support')}</SupportButton>
      </BatchHeading>
      <div role="status" className={classes.hidden}>
        {announcement(t, batch)}
      </div>
      <BatchFacts batch={batch} />
      {batch.total === 0 ? (
        <EmptyNote icon={LibraryAddCheckIcon} title={t('batch.empty.title')}>
          {t('batch.empty.help')}
        </EmptyNote>
      ) : (
        <Outcome batch={batch} />
      )}
    </>
  );
};

const AnyBatch = ({ id }: { id: string }) => {
  const t = useTexts();
  const batchesLink = useRouteRef(batchesRouteRef);
  const batch = useLiveBatch(id);
  if (batch.value) {
    return <LoadedBatch batch={batch.value} onChanged={batch.reload} />;
  }
  if (batch.error && refusalOf(batch.error).status === 404) {
    return (
      <MissingNote
        title={t('batch.missing.title')}
        browse={t('batch.missing.browse')}
        to={batchesLink()}
        support={t('batch.missing.support')}
      >
        {t('batch.missing.help')}
      </MissingNote>
    );
  }
  return (
    <Panel
      title={t('batch.title')}
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
