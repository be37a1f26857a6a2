import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { Link } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../api';
import { batchRouteRef } from '../../routes';
import { PageHeading } from '../PageHeading';
import { Panel } from '../Panel';

/** All batches of tests, the newest first. */
export const BatchesPage = () => {
  const api = useApi(leadshopTestingApiRef);
  const batchLink = useRouteRef(batchRouteRef);
  const page = useAsyncRetry(() => api.batches.list(), [api]);
  return (
    <>
      <PageHeading title="Batches" />
      <Panel
        title="Batches"
        loading={page.loading}
        error={page.error}
        onRetry={page.retry}
      >
        <ul>
          {page.value?.items.map(batch => (
            <li key={batch.id}>
              <Link to={batchLink({ id: batch.id })}>
                {batch.total} tests, {batch.status}
              </Link>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
};
