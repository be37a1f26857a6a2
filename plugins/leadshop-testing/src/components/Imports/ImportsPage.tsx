import { useCallback, useEffect, useRef } from 'react';
import PublishIcon from '@material-ui/icons/Publish';
import { LinkButton, SupportButton } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../api';
import { useRefreshed } from '../../live';
import { leadsRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { useUploads } from '../../uploads';
import { PageHeading } from '../PageHeading';
import { Pager, useCursorTrail } from '../Pager';
import { EmptyNote, Panel } from '../Panel';
import { PermittedOnly } from '../PermittedOnly';
import { ImportTable } from './ImportTable';
import { UploadsPanel } from './UploadsPanel';

/** Imports on one page. */
const PAGE_SIZE = 25;

/** Others import, too. */
const REFRESH_EVERY_MS = 30_000;

/** Calls back when an upload of this tab has become an import. */
function useArrivals(onArrival: () => void): void {
  const { length } = useUploads();
  const before = useRef(length);
  useEffect(() => {
    if (length < before.current) {
      onArrival();
    }
    before.current = length;
  }, [length, onArrival]);
}

const Imports = () => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const wizard = `${useRouteRef(leadsRouteRef)()}?import=new`;
  const trail = useCursorTrail();
  const { cursor } = trail;
  const page = useRefreshed(
    useCallback(
      () => api.imports.list({ limit: PAGE_SIZE, cursor }),
      [api, cursor],
    ),
    REFRESH_EVERY_MS,
  );
  useArrivals(page.reload);
  const items = page.value?.items ?? [];
  const start = (
    <LinkButton variant="contained" color="primary" to={wizard}>
      {t('imports.start')}
    </LinkButton>
  );
  return (
    <>
      <PageHeading title={t('imports.title')} subtitle={t('imports.subtitle')}>
        {items.length > 0 && start}
        <SupportButton>{t('imports.support')}</SupportButton>
      </PageHeading>
      <UploadsPanel />
      <Panel
        title={t('imports.title')}
        loading={page.loading}
        skeletonLines={6}
        error={page.error}
        onRetry={page.reload}
        flush
      >
        {items.length > 0 && (
          <ImportTable imports={items} onChanged={page.reload} />
        )}
        {page.value && items.length === 0 && (
          <EmptyNote
            icon={PublishIcon}
            title={t('imports.empty.title')}
            action={start}
          >
            {t('imports.empty.help')}
          </EmptyNote>
        )}
        {page.value && items.length > 0 && (
          <Pager page={page.value} pageSize={PAGE_SIZE} trail={trail} />
        )}
      </Panel>
    </>
  );
};

/** All imports of leads, the newest first. */
export const ImportsPage = () => {
  const t = useTexts();
  return (
    <PermittedOnly
      permissions={['bulk_import_leads']}
      title={t('imports.mayNot')}
      loadingText={t('imports.loadingList')}
    >
      <Imports />
    </PermittedOnly>
  );
};
