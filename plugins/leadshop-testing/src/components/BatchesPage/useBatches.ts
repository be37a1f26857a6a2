import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import { batchStatusSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  Batch,
  BatchStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, Page } from '../../api';
import { LiveNews, useKept, useLiveResource } from '../../live';
import { useCursorTrail } from '../Pager';

/** Batches on one page. */
export const PAGE_SIZE = 25;

/** What the shown page holds of all batches. */
export interface ShownPart {
  status: BatchStatus | undefined;
  /** Only there do new batches appear. */
  isFirst: boolean;
}

function withBatch(page: Page<Batch>, batch: Batch, part: ShownPart) {
  if (page.items.some(({ id }) => id === batch.id)) {
    // It stays where it is looked at, also when its status is not asked for
    return {
      ...page,
      items: page.items.map(known => (known.id === batch.id ? batch : known)),
    };
  }
  const [newest] = page.items;
  const isNew =
    !newest || Date.parse(batch.created_at) > Date.parse(newest.created_at);
  if (
    !part.isFirst ||
    !isNew ||
    (part.status ?? batch.status) !== batch.status
  ) {
    return page;
  }
  return {
    ...page,
    items: [batch, ...page.items].slice(0, PAGE_SIZE),
    total: page.total + 1,
  };
}

/** A page of batches after news of the global channel. */
export function applyToBatches(
  page: Page<Batch>,
  news: LiveNews,
  part: ShownPart,
): Page<Batch> {
  return news.type === 'updates'
    ? news.updates.reduce(
        (before, update) =>
          update.type === 'batch_update'
            ? withBatch(before, update.payload, part)
            : before,
        page,
      )
    : page;
}

/** A page of batches, kept up to date; status and page are in the address. */
export function useBatches() {
  const api = useApi(leadshopTestingApiRef);
  const [params, setParams] = useSearchParams();
  const trail = useCursorTrail();
  const { cursor } = trail;
  const parsed = batchStatusSchema.safeParse(params.get('status'));
  const status = parsed.success ? parsed.data : undefined;
  const page = useLiveResource({
    channel: 'global',
    load: useCallback(
      () => api.batches.list({ limit: PAGE_SIZE, cursor, status }),
      [api, cursor, status],
    ),
    apply: (before, news) =>
      applyToBatches(before, news, { status, isFirst: cursor === undefined }),
  });
  const choose = useCallback(
    (chosen: BatchStatus | undefined) =>
      setParams(chosen ? { status: chosen } : {}, { replace: true }),
    [setParams],
  );
  const { value, loading } = page;
  return { page, shown: useKept(value, loading), trail, status, choose };
}
