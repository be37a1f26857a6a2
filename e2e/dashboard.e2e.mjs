// What a period came to, from the sentence on the dashboard down to the test
// that failed, and the report that is taken along.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { openMetrics } from './pages.mjs';
import { openBrowser, signIn } from './portal.mjs';
import { setScene } from './scene.mjs';

/** Figures come from the server's rollup, which follows within seconds. */
const FIGURES_TIMEOUT_MS = 60_000;

describe('the dashboard', () => {
  let browser;
  let scene;
  before(async () => {
    browser = await openBrowser();
    scene = await setScene();
  });
  after(() => browser.close());

  const region = (page, name) => page.getByRole('region', { name });

  it('says whether the period was better than the last, and keeps the choice in the address', async () => {
    const page = await signIn(browser, 'qa-manager');
    const figures = region(page, 'Testing Metrics');
    await figures
      .getByText(/of the tests succeeded/)
      .waitFor({ timeout: FIGURES_TIMEOUT_MS });
    await page.goto('/leadshop-testing');
    await figures.getByRole('button', { name: '24 hours' }).click();
    await figures.getByText(/last 24 hours/).waitFor();
    assert.equal(new URL(page.url()).searchParams.get('days'), '1');
    await page.reload();
    await figures.getByText(/last 24 hours/).waitFor();
    assert.equal(
      await figures
        .getByRole('button', { name: '24 hours' })
        .getAttribute('aria-pressed'),
      'true',
    );
    await page.close();
  });

  it('leads in three clicks from a weak step to why a test failed there', async () => {
    const page = await signIn(browser, 'qa-tester');
    const steps = region(page, 'Pipeline Step Success Rates');
    await steps.getByText('Weakest:').waitFor({ timeout: FIGURES_TIMEOUT_MS });
    await steps.getByRole('link', { name: /^GBP Integration, / }).click();
    await page
      .getByRole('link', { name: 'Oak Avenue Florist' })
      .first()
      .click();
    await page.waitForURL(/\/tests\//);
    await page
      .getByText(/answered 500|500/)
      .first()
      .waitFor();
    await page.close();
  });

  it('leads to the system metrics, a component, and the tests that failed on it', async () => {
    const page = await signIn(browser, 'developer');
    await page.getByRole('button', { name: 'View System Metrics' }).click();
    await page.getByRole('heading', { name: 'System Metrics' }).waitFor();
    await page
      .getByRole('table', { name: 'Components in the chosen period' })
      .getByRole('link', { name: 'GBP Integration' })
      .click();
    const details = page.getByRole('dialog', { name: 'GBP Integration' });
    await details
      .getByRole('link', { name: 'Oak Avenue Florist' })
      .first()
      .click();
    await page.waitForURL(new RegExp(`/tests/.*step=gbp_integration`));
    await page.close();
  });

  it('gives the report of the period as a file that holds its tests', async () => {
    const page = await signIn(browser, 'viewer');
    await region(page, 'Testing Metrics')
      .getByText(/of the tests succeeded/)
      .waitFor({ timeout: FIGURES_TIMEOUT_MS });
    const save = async format => {
      await page.getByRole('button', { name: 'Download Test Report' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: format }).click(),
      ]);
      return {
        name: download.suggestedFilename(),
        bytes: await readFile(await download.path()),
      };
    };
    const csv = await save(/^CSV/);
    assert.match(csv.name, /^test-report-\d{4}-\d\d-\d\d\.csv$/);
    assert.ok(csv.bytes.includes(scene.failed));
    const pdf = await save(/^PDF/);
    assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-');
    const junit = await save(/^JUnit/);
    assert.match(junit.name, /\.xml$/);
    assert.match(junit.bytes.toString(), /<testsuites/);
    await page.close();
  });

  it('shows the system metrics only to those who may see them', async () => {
    const page = await signIn(browser, 'qa-tester');
    assert.equal(await page.getByText('View System Metrics').count(), 0);
    await page.goto('/leadshop-testing/metrics');
    await page
      .getByRole('heading', { name: 'You may not see system metrics' })
      .waitFor();
    await page.close();
  });

  it('lets charts be read as tables', async () => {
    const page = await signIn(browser, 'admin');
    await openMetrics(page);
    const tests = region(page, 'Tests over time');
    await tests.getByRole('button', { name: 'Show as a table' }).click();
    assert.ok((await tests.getByRole('row').count()) > 1);
    await page.close();
  });
});
