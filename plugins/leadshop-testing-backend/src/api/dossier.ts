import { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { JourneyStore } from '../store/journey';
import { LeadDossierStore } from '../store/LeadDossier';
import { SummaryStore } from '../store/SummaryStore';
import { toExecution } from './execution';

interface DossierStores {
  journeys: JourneyStore;
  dossiers: LeadDossierStore;
  summaries: SummaryStore;
}

const JOURNEY_PAGE = 500;

/** All that is stored of a lead as JSON, test by test: there may be thousands. */
export async function* dossierJson(lead: Lead, stores: DossierStores) {
  yield `{"lead":${JSON.stringify(lead)},"journey":[`;
  yield* listed(wholeJourney(lead.id, stores));
  yield '],"tests":[';
  yield* listed(wholeTests(lead.id, stores));
  const importRows = await stores.dossiers.importRows(lead.id);
  yield `],"import_rows":${JSON.stringify(importRows)}}`;
}

async function* listed(items: AsyncIterable<object>) {
  let separator = '';
  for await (const item of items) {
    yield `${separator}${JSON.stringify(item)}`;
    separator = ',';
  }
}

async function* wholeJourney(leadId: string, { journeys }: DossierStores) {
  const limit = JOURNEY_PAGE;
  let page = await journeys.page(leadId, { limit }, undefined);
  yield* page.entries;
  while (page.next) {
    page = await journeys.page(leadId, { limit }, page.next);
    yield* page.entries;
  }
}

async function* wholeTests(
  leadId: string,
  { dossiers, summaries }: DossierStores,
) {
  for (const id of await dossiers.testIds(leadId)) {
    const test = await summaries.find(id);
    if (test) {
      yield toExecution(test, { withPersonal: true, runningSince: undefined });
    }
  }
}
