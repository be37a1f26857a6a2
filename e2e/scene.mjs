// A portal in use: ended tests of every kind, and one that runs.
import {
  callApi,
  endOf,
  endOfBatch,
  importLeads,
  startBatch,
  startTest,
} from './api.mjs';
import { leadsCsv, sampleLead, sampleLeads } from './leads.mjs';
import { addFault, clearFaults } from './sandbox.mjs';

const BUSINESSES = [
  { business_name: 'Bluebird Yoga Studio', industry: 'Fitness studio' },
  { business_name: 'Harbor Street Bakery', industry: 'Bakery' },
  { business_name: 'Northside Plumbing', industry: 'Plumbing' },
  { business_name: 'Sunrise Dental Care', industry: 'Dental practice' },
];

/** What the tests of a batch fail on whose leads are called so. */
const FAILING = 'Willow';
const BATCH = ['Willow Cafe', 'Elm Garage', 'Willow Books', 'Birch Florist'];

/** What is imported, with something wrong in each but the first. */
const IMPORTED = [
  { business_name: 'Juniper Bakery' },
  { business_name: 'Juniper Garage', phone: 'ask at the desk' },
  { business_name: 'Juniper Law Office', email: 'no address' },
  { business_name: '', website_url: 'not a site' },
];

/** Leads with and without problems; those without are new each time. */
const importFile = () =>
  leadsCsv(
    IMPORTED.map(changes => {
      const [lead] = sampleLeads([changes.business_name || 'Juniper']);
      return { ...lead, ...changes };
    }),
  );

/**
 * @typedef {object} Scene
 * @property {string} batch id of one that ended, with failed tests
 * @property {string} imported id of an import with rejected rows
 * @property {string} succeeded id of a test of Sunrise Dental Care
 * @property {string} failed of Oak Avenue Florist
 * @property {string} cancelled of Riverside Auto Repair
 */

/** @returns {Promise<Scene>} */
export async function setScene() {
  await clearFaults();
  // First, so that what follows is what the dashboard shows
  await addFault({
    component: 'places',
    kind: 'status',
    status: 500,
    match: FAILING,
  });
  const { id: imported } = await importLeads('juniper.csv', importFile());
  const batch = await startBatch(sampleLeads(BATCH));
  await endOfBatch(batch);
  await clearFaults();
  const succeeded = [];
  for (const business of BUSINESSES) {
    const id = await startTest(sampleLead(business));
    await endOf(id);
    succeeded.push(id);
  }
  let cancelled;
  await whileTestRuns('Riverside Auto Repair', id => {
    cancelled = id;
  });
  const failing = sampleLead({ business_name: 'Oak Avenue Florist' });
  await addFault({
    component: 'places',
    kind: 'status',
    status: 500,
    match: failing.business_name,
  });
  const failed = await startTest(failing);
  await endOf(failed);
  await clearFaults();
  return { batch, imported, succeeded: succeeded.pop(), failed, cancelled };
}

/**
 * Runs a test that waits for PageSpeed, which does not answer, and cancels it
 * afterwards.
 *
 * @param {string} name of the business
 * @param {(id: string) => unknown} look what to do in the meantime
 */
export async function whileTestRuns(name, look) {
  const lead = sampleLead({ business_name: name });
  await addFault({
    component: 'pagespeed',
    kind: 'timeout',
    match: lead.website_url.split('/').pop(),
  });
  const id = await startTest(lead);
  try {
    await look(id);
  } finally {
    await callApi('qa-tester', `/tests/${id}/cancel`, {});
    await endOf(id);
    await clearFaults();
  }
}

/**
 * As {@link whileTestRuns} for a batch: one of its tests waits for PageSpeed,
 * and the others end.
 *
 * @param {string[]} names of the businesses; the first keeps the batch waiting
 * @param {(id: string) => unknown} look what to do in the meantime
 */
export async function whileBatchRuns(names, look) {
  const leads = sampleLeads(names);
  await addFault({
    component: 'pagespeed',
    kind: 'timeout',
    match: leads[0].website_url.split('/').pop(),
  });
  const id = await startBatch(leads);
  try {
    await look(id);
  } finally {
    await callApi('qa-tester', `/batches/${id}/cancel`, {});
    await endOfBatch(id);
    await clearFaults();
  }
}
