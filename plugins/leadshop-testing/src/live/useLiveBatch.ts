import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../api';
import type { LiveNews } from './LiveFeed';
import { LiveResource, useLiveResource } from './useLiveResource';

function applyToBatch(known: Batch, news: LiveNews): Batch {
  if (news.type !== 'updates') {
    return known;
  }
  return news.updates.reduce(
    (before, update) =>
      update.type === 'batch_update' && update.payload.id === before.id
        ? update.payload
        : before,
    known,
  );
}

/** A batch, kept up to date while it runs. */
export function useLiveBatch(id: string): LiveResource<Batch> {
  const api = useApi(leadshopTestingApiRef);
  return useLiveResource({
    channel: `batch:${id}`,
    load: useCallback(() => api.batches.get(id), [api, id]),
    apply: applyToBatch,
  });
}
