import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type {
  ImportStatus,
  LeadImport,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../api';
import type { LiveNews } from './LiveFeed';
import { LiveResource, useLiveResource } from './useLiveResource';

const UNDER_WAY: readonly ImportStatus[] = ['pending', 'running'];

function applyToImport(known: LeadImport, news: LiveNews): LeadImport {
  if (news.type !== 'updates') {
    return known;
  }
  return news.updates.reduce(
    (before, update) =>
      update.type === 'import_update' && update.payload.id === before.id
        ? { ...before, ...update.payload }
        : before,
    known,
  );
}

/** The rows with problems are only in the whole import. */
function bringsProblems(news: LiveNews): boolean {
  return (
    news.type === 'updates' &&
    news.updates.some(
      update =>
        update.type === 'import_update' &&
        !UNDER_WAY.includes(update.payload.status),
    )
  );
}

/** An import, kept up to date while it runs. */
export function useLiveImport(id: string): LiveResource<LeadImport> {
  const api = useApi(leadshopTestingApiRef);
  return useLiveResource({
    channel: `import:${id}`,
    load: useCallback(() => api.imports.get(id), [api, id]),
    apply: applyToImport,
    needsReload: bringsProblems,
  });
}
