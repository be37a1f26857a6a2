// From many tests to what changed between two of them, as somebody in QA does
// it, and what the catalog says of a component.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openPortal } from './portal.mjs';
import { setScene } from './scene.mjs';

describe('the history', () => {
  let browser;
  let page;
  before(async () => {
    browser = await openBrowser();
    await setScene();
    page = await openPortal(browser, 'qa-tester');
  });
  after(() => browser.close());

  const queryOf = () => Object.fromEntries(new URL(page.url()).searchParams);
  const rows = () =>
    page.getByRole('table', { name: 'Test history' }).locator('tbody tr');

  it('is narrowed, and keeps what narrows it as a view of this user', async () => {
    await page.goto('/leadshop-testing/history');
    await rows().first().waitFor();
    await page.getByRole('button', { name: 'Failed', exact: true }).click();
    await page.getByLabel('Period').selectOption('Last 24 hours');
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Failed at step').selectOption('6. GBP Integration');
    await page
      .getByRole('button', { name: 'Remove filter: Failed at step' })
      .waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('tbody tr')].every(row =>
        row.textContent.includes('Failed'),
      ),
    );
    assert.deepEqual(queryOf(), {
      status: 'failed',
      days: '1',
      failed_step: 'gbp_integration',
    });

    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save as a new view' }).click();
    await page.getByLabel('Name of the view').fill('GBP failures');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'View: GBP failures' }).waitFor();
  });

  it('has the view in another browser, too', async () => {
    const other = await openPortal(browser, 'qa-tester');
    await other.goto('/leadshop-testing/history');
    await other.getByRole('button', { name: 'Views' }).click();
    await other.getByRole('menuitemradio', { name: 'GBP failures' }).click();
    await other.waitForURL(/failed_step=gbp_integration/);
    await other.getByRole('button', { name: 'View: GBP failures' }).click();
    await other
      .getByRole('menuitem', { name: 'Delete “GBP failures”' })
      .click();
    await other.getByRole('button', { name: 'Delete view' }).click();
    // And here, without a reload, what was done there
    await page.getByRole('button', { name: 'Views', exact: true }).waitFor();
    await other.getByRole('button', { name: 'Views' }).waitFor();
    await other.close();
  });

  it('saves what is filtered as CSV', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: /^Export CSV/ }).click();
    assert.match((await download).suggestedFilename(), /\.csv$/);
  });

  it('leads from two tests to what changed', async () => {
    await page.goto('/leadshop-testing/history?q=Sunrise+Dental+Care');
    await page
      .getByRole('checkbox', { name: /^Select Sunrise Dental Care/ })
      .first()
      .check();
    // The selection outlives other filters
    await page
      .getByRole('textbox', { name: 'Business or site' })
      .fill('Oak Avenue Florist');
    const other = page.getByRole('checkbox', {
      name: /^Select Oak Avenue Florist/,
    });
    await other.first().check();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByRole('heading', { name: 'Compare tests' }).waitFor();
    const heads = page.getByRole('region', {
      name: /^(Sunrise Dental Care|Oak Avenue Florist)/,
    });
    await heads.first().waitFor();
    assert.equal(await heads.count(), 2);
    const { a, b } = queryOf();
    assert.notEqual(a, b);
    await page
      .getByRole('table', { name: /^What changed/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Swap A and B' }).click();
    await page.waitForURL(url => url.searchParams.get('a') === b);
    await page
      .getByRole('region', { name: /^Oak Avenue Florist/ })
      .getByRole('link')
      .first()
      .waitFor();
  });

  it('is what the catalog has of a component, which the system leads to', async () => {
    await page.goto('/catalog/default/system/leadshop/pipeline-tests');
    const parts = page.getByRole('table', { name: /^Parts of the system/ });
    await parts.getByRole('link', { name: 'GBP Integration' }).click();
    await page.waitForURL(
      /\/catalog\/default\/component\/gbp-integration\/pipeline-tests/,
    );
    const results = page.getByRole('region', {
      name: 'Results of GBP Integration',
    });
    const failures = results.getByRole('list', { name: 'Last failures' });
    await failures.getByRole('link').first().click();
    await page.waitForURL(/\/tests\/.*\?step=gbp_integration/);
    await page.getByRole('heading', { name: '6. GBP Integration' }).waitFor();
    await page
      .getByRole('link', { name: 'GBP Integration in the catalog' })
      .click();
    await page.waitForURL(/\/catalog\/default\/component\/gbp-integration$/);
  });
});
