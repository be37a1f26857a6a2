import { useEffect } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { LiveUpdate } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { usePermissions } from '../permissions';
import { leadshopTestingLiveRef } from './LiveFeed';

/**
 * Reads a list again when the live link tells of such a change: a page of a
 * narrowed list cannot know by itself what the change means for it. Who may not
 * see results gets no link, and reads again every so often as before.
 */
export function useReloadOn(type: LiveUpdate['type'], reload: () => void) {
  const feed = useApi(leadshopTestingLiveRef);
  const mayListen = usePermissions().hasPermission('view_test_results');
  useEffect(() => {
    if (!mayListen) {
      return undefined;
    }
    return feed.subscribe('global', news => {
      if (
        news.type === 'resync' ||
        (news.type === 'updates' &&
          news.updates.some(update => update.type === type))
      ) {
        reload();
      }
    });
  }, [feed, mayListen, type, reload]);
}
