import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { endOf, endOfBatch, startBatch, startTest, tokenOf } from './api.mjs';
import { sampleLead, sampleLeads } from './leads.mjs';
import { BASE_URL, openBrowser, openPortal } from './portal.mjs';

/** Waits until the portal's search has read what was stored. */
async function untilFound(user, term) {
  const headers = { Authorization: `Bearer ${await tokenOf(user)}` };
  const address = `${BASE_URL}/api/search/query?term=${term}`;
  for (;;) {
    const response = await fetch(address, { headers });
    assert.equal(response.status, 200);
    const { results } = await response.json();
    if (results.length > 0) return;
  }
}

async function look(page, name) {
  if (!process.env.PICTURES) return;
  await page.screenshot({ path: `${process.env.PICTURES}/${name}.png` });
}

describe('the portal around LeadShop Testing', () => {
  let browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('finds a test for who may see tests, and opens it', async () => {
    const name = `Harbour${randomBytes(3).toString('hex')}`;
    const id = await startTest(sampleLead({ business_name: name }));
    await endOf(id);
    await untilFound('viewer', name);

    const page = await openPortal(browser, 'viewer');
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await page.getByPlaceholder(/Search/).fill(name);
    await page
      .getByRole('link', { name: new RegExp(name) })
      .first()
      .waitFor();
    await look(page, 'search');
    await page
      .getByRole('link', { name: new RegExp(name) })
      .first()
      .click();
    await page.waitForURL(`**/leadshop-testing/tests/${id}`);
    await page.close();

    const nobody = await openPortal(browser, 'no-role');
    await nobody.goto(`/search?query=${name}`);
    await nobody.getByText('Sorry, no results were found').waitFor();
    await nobody.close();
  });

  it('tells who ordered a batch that it has ended, at once', async () => {
    const page = await openPortal(browser, 'qa-tester');
    const batch = await startBatch(sampleLeads(['Quay Cafe', 'Pier Books']));
    await endOfBatch(batch);
    await page.getByRole('link', { name: /^Notifications \(\d+\)/ }).click();
    await page.getByRole('link', { name: /^Batch of 2 tests/ }).waitFor();
    await look(page, 'notifications');
    await page.getByRole('link', { name: /^Batch of 2 tests/ }).click();
    await page.waitForURL(`**/leadshop-testing/batches/${batch}`);

    // Where it can be switched off
    await page.goto('/settings/notifications');
    await page.getByText('LeadShop Testing').last().waitFor();
    await page.getByRole('button', { name: 'expand row' }).click();
    await page.getByText('Finished batches').waitFor();
    await look(page, 'settings');
    await page.close();

    const other = await openPortal(browser, 'no-role');
    await other.getByRole('link', { name: 'Notifications' }).click();
    await other
      .getByText(/^All notifications \(0\)|Unread/)
      .first()
      .waitFor();
    assert.equal(await other.getByText('Batch of 2 tests').count(), 0);
    await other.close();
  });
});
