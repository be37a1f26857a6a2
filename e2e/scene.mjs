// A portal in use: ended tests of every kind, and one that runs.
import { callApi, endOf, startTest } from './api.mjs';
import { sampleLead } from './leads.mjs';
import { addFault, clearFaults } from './sandbox.mjs';

const BUSINESSES = [
  { business_name: 'Bluebird Yoga Studio', industry: 'Fitness studio' },
  { business_name: 'Harbor Street Bakery', industry: 'Bakery' },
  { business_name: 'Northside Plumbing', industry: 'Plumbing' },
  { business_name: 'Sunrise Dental Care', industry: 'Dental practice' },
];

/**
 * @typedef {object} Scene
 * @property {string} succeeded id of a test of Sunrise Dental Care
 * @property {string} failed of Oak Avenue Florist
 * @property {string} cancelled of Riverside Auto Repair
 */

/** @returns {Promise<Scene>} */
export async function setScene() {
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
  return { succeeded: succeeded.pop(), failed, cancelled };
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
