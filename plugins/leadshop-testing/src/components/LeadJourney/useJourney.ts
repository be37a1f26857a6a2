import { useCallback, useRef } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  JourneyEntry,
  Lead,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadsApi, leadshopTestingApiRef } from '../../api';
import { useLiveResource } from '../../live';
import { testsIn } from '../ActiveTests';

/** Entries that are read at once; `showOlder` reads as many more. */
const PAGE = 50;

/** A lead and what happened to it, newest first. */
export interface Journey {
  lead: Lead;
  entries: JourneyEntry[];
  /** How many entries there are in all. */
  total: number;
}

async function readEntries(
  api: LeadsApi,
  leadId: string,
  wanted: number,
): Promise<Pick<Journey, 'entries' | 'total'>> {
  const entries: JourneyEntry[] = [];
  let cursor: string | undefined;
  let total = 0;
  do {
    const page = await api.journey(leadId, { limit: PAGE, cursor });
    entries.push(...page.items);
    total = page.total;
    cursor = page.nextCursor;
  } while (cursor && entries.length < wanted);
  return { entries, total };
}

/** A lead's journey, read again when a test of it begins or ends. */
export function useJourney(leadId: string) {
  const api = useApi(leadshopTestingApiRef);
  const wanted = useRef(PAGE);
  const resource = useLiveResource<Journey>({
    channel: 'global',
    load: useCallback(async () => {
      const [lead, journey] = await Promise.all([
        api.leads.get(leadId),
        readEntries(api.leads, leadId, wanted.current),
      ]);
      return { lead, ...journey };
    }, [api, leadId]),
    apply: journey => journey,
    needsReload: news =>
      testsIn(news).some(
        ({ lead_id, status }) =>
          lead_id === leadId && (status === 'pending' || isFinalStatus(status)),
      ),
  });
  const { reload } = resource;
  return {
    ...resource,
    showOlder: useCallback(() => {
      wanted.current += PAGE;
      reload();
    }, [reload]),
  };
}
