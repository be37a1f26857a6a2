import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { Link } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../api';
import { importRouteRef } from '../../routes';
import { PageHeading } from '../PageHeading';
import { Panel } from '../Panel';
import { PermittedOnly } from '../PermittedOnly';

const Imports = () => {
  const api = useApi(leadshopTestingApiRef);
  const importLink = useRouteRef(importRouteRef);
  const page = useAsyncRetry(() => api.imports.list(), [api]);
  return (
    <>
      <PageHeading title="Imports" />
      <Panel
        title="Imports"
        loading={page.loading}
        error={page.error}
        onRetry={page.retry}
      >
        <ul>
          {page.value?.items.map(one => (
            <li key={one.id}>
              <Link to={importLink({ id: one.id })}>{one.file_name}</Link>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
};

/** All imports of leads, the newest first. */
export const ImportsPage = () => (
  <PermittedOnly
    permissions={['bulk_import_leads']}
    title="You may not import leads"
    loadingText="Loading imports..."
  >
    <Imports />
  </PermittedOnly>
);
