// Many leads at once: select them, test them, watch the batch, take the results.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { callApi, endOfBatch, startBatch } from './api.mjs';
import { sampleLeads } from './leads.mjs';
import { openBatch } from './pages.mjs';
import { openBrowser, sameDocument, signIn } from './portal.mjs';
import { addFault, clearFaults } from './sandbox.mjs';

/** Tests of 25 leads, on a machine that is busy. */
const BATCH_TIMEOUT_MS = 90_000;

const batchOf = page => new URL(page.url()).pathname.split('/').pop();

const names = (word, count) =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}`);

/** Makes the tests fail whose leads have this word in their names. */
const failFor = word =>
  addFault({ component: 'places', kind: 'status', status: 500, match: word });

describe('a batch', () => {
  let browser;
  let page;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    await clearFaults();
    page = await signIn(browser, 'qa-manager');
  });
  afterEach(async () => {
    await page.close();
    await clearFaults();
  });

  it('tests 25 selected leads, shows how they end, and lets them be exported', async () => {
    for (const lead of sampleLeads(names('Export Bakery', 25))) {
      const { status } = await callApi('qa-manager', '/leads', { lead });
      assert.equal(status, 201);
    }
    const isSameDocument = await sameDocument(page);
    await page.getByRole('link', { name: 'Leads', exact: true }).click();
    await page.getByRole('textbox', { name: /^Search/ }).fill('Export Bakery');
    await page.waitForURL(/q=Export/);
    await page.getByText('0 of 25 leads selected').waitFor();
    await page.getByRole('button', { name: 'Select All' }).click();
    await page.getByText('25 of 25 leads selected').waitFor();
    await page.getByRole('button', { name: 'Test Selected (25)' }).click();
    await page
      .getByRole('dialog', { name: 'Test 25 leads?' })
      .getByRole('button', { name: 'Start the tests' })
      .click();

    await page.getByRole('heading', { name: '25 leads of a filter' }).waitFor();
    await page
      .getByRole('status')
      .getByText('The batch has finished: 25 succeeded')
      .waitFor({ timeout: BATCH_TIMEOUT_MS });
    await page.getByText('25 of 25 (100 %)').waitFor();
    await page.getByText('No test has failed', { exact: true }).waitFor();
    await page.getByText('1–25 of 25').waitFor();
    await isSameDocument();

    await page.getByRole('link', { name: 'Leads', exact: true }).click();
    await page.getByRole('textbox', { name: /^Search/ }).fill('Export Bakery');
    await page.getByText(/ of 25 leads selected/).waitFor();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Export CSV' }).click(),
    ]);
    const [header, ...rows] = (await readFile(await download.path(), 'utf8'))
      .trim()
      .split('\r\n');
    assert.match(header, /business_name/);
    assert.equal(rows.length, 25);
    assert.ok(rows.every(row => row.includes('completed')));
  });

  it('lists what failed first and by step, and runs it again', async () => {
    await failFor('Rerun Willow');
    const id = await startBatch(
      sampleLeads([...names('Sound Oak', 2), ...names('Rerun Willow', 2)]),
    );
    await endOfBatch(id);
    await clearFaults();

    await openBatch(page, id);
    const tests = page.getByRole('region', { name: 'Tests' });
    assert.deepEqual(
      (await tests.getByRole('link').allTextContents()).map(name =>
        name.slice(0, -2),
      ),
      ['Rerun Willow', 'Rerun Willow', 'Sound Oak', 'Sound Oak'],
    );
    await page.getByRole('button', { name: /^GBP Integration/ }).click();
    await tests.getByText('1–2 of 2').waitFor();
    await page.reload();
    await tests.getByText('Failed at GBP Integration').waitFor();
    await tests.getByText('1–2 of 2').waitFor();

    await page.getByRole('button', { name: 'Rerun failed (2)' }).click();
    await page
      .getByRole('heading', { name: 'Rerun of 2 failed tests' })
      .waitFor();
    assert.notEqual(batchOf(page), id);
    await page
      .getByRole('status')
      .getByText('The batch has finished: 2 succeeded')
      .waitFor();
    await page.getByRole('link', { name: `batch ${id.slice(0, 8)}` }).click();
    await page.getByRole('heading', { name: '4 selected leads' }).waitFor();
  });

  it('is cancelled as a whole, also what is at work', async () => {
    await addFault({
      component: 'pagespeed',
      kind: 'timeout',
      match: 'endless-gym',
    });
    const id = await startBatch(sampleLeads(names('Endless Gym', 25)));
    await openBatch(page, id);
    await page
      .getByRole('region', { name: 'Progress' })
      .getByText(/^[1-9]\d* running$/)
      .waitFor();
    await page.getByRole('button', { name: 'Cancel all' }).click();
    await page
      .getByRole('dialog', { name: 'Cancel this batch?' })
      .getByRole('button', { name: 'Cancel the batch' })
      .click();
    await page
      .getByRole('status')
      .getByText('The batch was cancelled: 25 cancelled')
      .waitFor();
    const again = await callApi('qa-manager', `/batches/${id}/cancel`, {});
    assert.equal(again.status, 409);

    await page.getByRole('link', { name: 'Batches', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: '25 cancelled' });
    await row.getByText('Cancelled', { exact: true }).waitFor();
  });

  it('is only looked at by a viewer', async () => {
    const id = await startBatch(sampleLeads(names('Seen Elm', 1)));
    await endOfBatch(id);
    const viewer = await signIn(browser, 'viewer');
    await openBatch(viewer, id);
    assert.equal(
      await viewer.getByRole('button', { name: /^(Cancel all|Rerun)/ }).count(),
      0,
    );
    for (const path of [`/batches/${id}/cancel`, `/batches/${id}/rerun-failed`])
      assert.equal((await callApi('viewer', path, {})).status, 403);
    await viewer.close();
  });
});
