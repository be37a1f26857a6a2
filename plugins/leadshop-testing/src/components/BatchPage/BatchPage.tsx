import { useParams } from 'react-router-dom';
import { useLiveBatch } from '../../live';
import { PageHeading } from '../PageHeading';
import { Panel } from '../Panel';

const Batch = ({ id }: { id: string }) => {
  const { value: batch, error, loading, reload } = useLiveBatch(id);
  return (
    <>
      <PageHeading title="Batch" />
      <Panel
        title="Progress"
        loading={loading && !error}
        error={error}
        onRetry={reload}
      >
        {batch && `${Math.round(batch.progress)} % of ${batch.total} tests`}
      </Panel>
    </>
  );
};

/** One batch of tests, live. */
export const BatchPage = () => {
  const { id = '' } = useParams();
  return <Batch key={id} id={id} />;
};
