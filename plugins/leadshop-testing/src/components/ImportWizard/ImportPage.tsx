import { useParams } from 'react-router-dom';
import { useLiveImport } from '../../live';
import { PageHeading } from '../PageHeading';
import { Panel } from '../Panel';
import { PermittedOnly } from '../PermittedOnly';

const Import = ({ id }: { id: string }) => {
  const { value, error, loading, reload } = useLiveImport(id);
  return (
    <>
      <PageHeading title={value?.file_name ?? 'Import'} />
      <Panel
        title="Import"
        loading={loading && !error}
        error={error}
        onRetry={reload}
      >
        {value &&
          `${value.status}: ${value.created} created, ${value.updated} updated, ${value.duplicates} duplicates, ${value.failed} rejected`}
      </Panel>
    </>
  );
};

/** One import of leads, live. */
export const ImportPage = () => {
  const { id = '' } = useParams();
  return (
    <PermittedOnly
      permissions={['bulk_import_leads']}
      title="You may not import leads"
      loadingText="Loading import..."
    >
      <Import key={id} id={id} />
    </PermittedOnly>
  );
};
