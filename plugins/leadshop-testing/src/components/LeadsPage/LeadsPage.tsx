import { useCallback } from 'react';
import Button from '@material-ui/core/Button';
import { useSearchParams } from 'react-router-dom';
import { PermissionGate } from '../../permissions';
import { ImportWizard } from '../ImportWizard';
import { PageHeading } from '../PageHeading';
import { PermittedOnly } from '../PermittedOnly';

const Leads = () => {
  const [params, setParams] = useSearchParams();
  const closeImport = useCallback(
    () =>
      setParams(before => {
        before.delete('import');
        return before;
      }),
    [setParams],
  );
  return (
    <>
      <PageHeading title="Leads">
        <PermissionGate permission="bulk_import_leads">
          <Button onClick={() => setParams({ import: 'new' })}>
            Import leads
          </Button>
        </PermissionGate>
      </PageHeading>
      <PermissionGate permission="bulk_import_leads">
        <ImportWizard
          open={params.get('import') === 'new'}
          onImported={closeImport}
          onClose={closeImport}
        />
      </PermissionGate>
    </>
  );
};

/** The stored leads. */
export const LeadsPage = () => (
  <PermittedOnly
    permissions={['manage_leads', 'run_pipeline_tests']}
    title="You may not see leads"
    loadingText="Loading leads..."
  >
    <Leads />
  </PermittedOnly>
);
