// The pictures of the README: `node scripts/e2e.mjs --screenshots`.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { callApi, endOfBatch, importLeads } from './api.mjs';
import { leadsCsv, messyFile, sampleLeads } from './leads.mjs';
import {
  openBatch,
  openCheck,
  openDashboard,
  openLeads,
  openStep,
  openTest,
  settled,
  STILL,
} from './pages.mjs';
import { openBrowser, signIn } from './portal.mjs';
import { addFault, clearFaults } from './sandbox.mjs';
import { setScene, whileTestRuns } from './scene.mjs';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));
/** Longer than the page waits before it asks for the status again. */
const STATUS_TIMEOUT_MS = 60_000;
const LOOK = { ...STILL, colorScheme: 'light' };

async function take(page, name) {
  // No button looks as if it were being pressed
  await page.mouse.move(0, 0);
  await settled(page);
  await page.screenshot({ path: `${IMAGES}${name}.png` });
}

/** Leads of a file, some tested with the ends that tests have. */
const LEADS = [
  'Maple Street Bakery',
  'Granite Auto Repair',
  'Lakeside Veterinary Clinic',
  'Beacon Accounting',
  'Willow Landscaping',
  'Summit Roofing',
  'Cedar Fitness Studio',
  'Heritage Family Law',
];
const INDUSTRIES = [
  ['Bakery', 'Austin, TX'],
  ['Car repair', 'Denver, CO'],
  ['Veterinary services', 'Portland, OR'],
  ['Accounting', 'Tampa, FL'],
  ['Landscaping', 'Columbus, OH'],
  ['Roofing', 'Boston, MA'],
  ['Fitness', 'Phoenix, AZ'],
  ['Legal services', 'Seattle, WA'],
];
const FAILING = 'Willow';

/** @returns {Promise<string>} the id of the ended batch that tests them */
async function testLeads() {
  const leads = sampleLeads(LEADS).map((lead, index) => {
    const [industry, location] = INDUSTRIES[index];
    return { ...lead, industry, location };
  });
  const { id: import_id } = await importLeads('spring.csv', leadsCsv(leads));
  await addFault({
    component: 'places',
    kind: 'status',
    status: 500,
    match: FAILING,
  });
  const { body } = await callApi('qa-manager', '/run-batch', { import_id });
  await endOfBatch(body.batch_id);
  await clearFaults();
  return body.batch_id;
}

mkdirSync(IMAGES, { recursive: true });
const browser = await openBrowser();
try {
  const scene = await setScene();
  const page = await signIn(browser, 'admin', {
    ...LOOK,
    viewport: { width: 1280, height: 800 },
  });
  await whileTestRuns('Corner Bookshop', async () => {
    await openDashboard(page);
    // The count is a little older than the card
    await page
      .getByRole('region', { name: 'System Status' })
      .getByText('Active tests1', { exact: true })
      .waitFor({ timeout: STATUS_TIMEOUT_MS });
    await take(page, 'dashboard');
  });

  await page.setViewportSize({ width: 1280, height: 1000 });
  await openTest(page, scene.succeeded);
  await openStep(page, 'ScreenshotOne Integration');
  await page.getByRole('button', { name: 'Look closer: Mobile' }).waitFor();
  await take(page, 'test-page');

  await page.setViewportSize({ width: 1280, height: 800 });
  await openCheck(page, messyFile());
  await take(page, 'import-check');
  const batch = await testLeads();
  await openLeads(page);
  const boxes = page.getByRole('checkbox', { name: /^Select (?!all)/ });
  for (let row = 0; row < 3; row++) await boxes.nth(row).check();
  await take(page, 'leads');
  await openBatch(page, batch);
  await take(page, 'batch');
} finally {
  await browser.close();
}
