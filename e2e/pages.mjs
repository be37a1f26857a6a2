// The pages, each with all that it can show of the scene.
import { openWizard } from './importWizard.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** Longer than the server waits before it looks at ended tests again. */
const FIGURES_TIMEOUT_MS = 60_000;

/** Without endless animations, the others can be waited for. */
export const STILL = { reducedMotion: 'reduce' };

/**
 * Waits until nothing loads and nothing fades.
 *
 * @param {Page} page
 */
export async function settled(page) {
  await page.waitForFunction(
    () =>
      !document.querySelector('[aria-busy="true"]') &&
      document
        .getAnimations()
        .every(({ playState }) => playState !== 'running'),
  );
}

/** @param {Page} page while a test of Corner Bookshop runs */
export async function openDashboard(page) {
  await page.goto('/leadshop-testing');
  const card = page.getByRole('article', { name: 'Test of Corner Bookshop' });
  await card.getByText(/^9\. .*: Succeeded$/).waitFor();
  await page
    .getByRole('region', { name: 'System Status' })
    .getByText('PageSpeed Integration')
    .waitFor();
  await page
    .getByRole('region', { name: 'Recent Test History' })
    .getByText('Oak Avenue Florist')
    .first()
    .waitFor();
  await page
    .getByRole('region', { name: 'Test Status Distribution' })
    .getByRole('img', { name: /^How the tests stand/ })
    .waitFor({ timeout: FIGURES_TIMEOUT_MS });
}

/** @param {Page} page */
export async function openMetrics(page) {
  await page.goto('/leadshop-testing/metrics?days=1');
  const component = page
    .getByRole('table', { name: 'Components in the chosen period' })
    .getByRole('row', { name: /^GBP Integration/ });
  await component.getByText(/ %/).first().waitFor();
  await page
    .getByRole('region', { name: 'Tests over time' })
    .getByRole('img', { name: /^Tests that ended/ })
    .waitFor({ timeout: FIGURES_TIMEOUT_MS });
}

/** @param {Page} page while a test of Corner Bookshop runs */
export async function openDialog(page) {
  await openDashboard(page);
  await page.getByRole('button', { name: 'Run Full Pipeline Test' }).click();
  await page.getByRole('button', { name: 'Use sample lead' }).click();
  // What a problem looks like belongs to it
  await page.getByLabel('Website URL').fill('not an address');
  await page.getByRole('button', { name: /^Run (test|anyway)$/ }).click();
  await page.locator('[aria-invalid="true"]').waitFor();
}

/**
 * @param {Page} page
 * @param {'roles' | 'audit' | 'settings' | 'credentials' | 'operations' | 'access'} tab with
 *   something in it
 */
export async function openAdmin(page, tab) {
  await page.goto(`/leadshop-testing/admin/${tab}`);
  // Tables, and on narrow screens lists
  await page
    .getByRole('region')
    .getByRole('row')
    .or(page.getByRole('region').getByRole('list').getByRole('listitem'))
    .or(page.getByText('No credentials'))
    .first()
    .waitFor();
}

/**
 * @param {Page} page
 * @param {'raised' | 'rules' | 'webhooks' | 'dead-letters'} tab
 */
export async function openAlerts(page, tab) {
  await page.goto(`/leadshop-testing/alerts/${tab}`);
  // Tables, on narrow screens lists, or what to do as long as there is nothing
  const panel = page.getByRole('region', {
    name: /^(Alerts|Alert rules|Webhooks|Dead letters)$/,
  });
  await panel
    .getByRole('row')
    .or(panel.getByRole('listitem'))
    .or(panel.getByText(/^No (open alerts|rules|webhooks|dead letters)$/))
    .first()
    .waitFor();
}

/** @param {Page} page */
export async function openHistory(page) {
  await page.goto('/leadshop-testing/history');
  await page.getByText('Oak Avenue Florist').first().waitFor();
}

/**
 * @param {Page} page
 * @param {string} id
 */
export async function openTest(page, id) {
  await page.goto(`/leadshop-testing/tests/${id}`);
  await page.getByRole('log').getByRole('listitem').first().waitFor();
}

/**
 * @param {Page} page
 * @param {string} [query] filters, as the address has them
 */
export async function openLeads(page, query = '') {
  await page.goto(`/leadshop-testing/leads${query}`);
  await page
    .getByRole('grid', { name: 'Leads' })
    .getByRole('checkbox', { name: /^Select (?!all)/ })
    .first()
    .waitFor();
}

/**
 * @param {Page} page
 * @param {Buffer} contents of a file with errors
 */
export async function openCheck(page, contents) {
  await page.goto('/leadshop-testing/leads');
  const wizard = await openWizard(page);
  await wizard.getByTestId('file-upload').setInputFiles({
    name: 'messy.csv',
    mimeType: 'text/csv',
    buffer: contents,
  });
  await wizard
    .getByRole('region', { name: 'Rows with problems' })
    .getByText('Row 3', { exact: true })
    .waitFor();
  return wizard;
}

/** @param {Page} page */
export async function openImports(page) {
  await page.goto('/leadshop-testing/imports');
  await page.getByRole('link', { name: 'juniper.csv' }).first().waitFor();
}

/**
 * @param {Page} page
 * @param {string} id of one with errors
 */
export async function openImport(page, id) {
  await page.goto(`/leadshop-testing/imports/${id}`);
  await page
    .getByRole('region', { name: 'Rows with problems' })
    .getByRole('listitem')
    .first()
    .waitFor();
}

/** @param {Page} page */
export async function openBatches(page) {
  await page.goto('/leadshop-testing/batches');
  await page.getByRole('progressbar').first().waitFor();
}

/**
 * @param {Page} page
 * @param {string} id
 */
export async function openBatch(page, id) {
  await page.goto(`/leadshop-testing/batches/${id}`);
  await page
    .getByRole('region', { name: 'Tests' })
    .getByRole('link')
    .first()
    .waitFor();
}

/** @param {Page} page that shows a test */
export const timelineOf = page =>
  page.getByRole('table', { name: /^Steps of the test/ });

/**
 * @param {Page} page that shows a test
 * @param {string} title of the step
 */
export async function openStep(page, title) {
  await timelineOf(page).getByRole('button', { name: title }).click();
  await page
    .getByRole('heading', { name: new RegExp(`^\\d+\\. ${title}$`) })
    .waitFor();
}

/**
 * Shows each step with all that can be opened, one after the other.
 *
 * @param {Page} page that shows a test
 * @param {(what: string) => Promise<void>} look
 */
export async function forEachStep(page, look) {
  const steps = timelineOf(page).getByRole('rowheader');
  for (const step of await steps.all()) {
    const button = step.getByRole('button');
    await button.click();
    const title = await button.textContent();
    await page.waitForFunction(
      () => !document.querySelector('[role="status"][aria-label^="Loading"]'),
    );
    await look(title);
    const closer = page.getByRole('button', { name: /^Look closer/ });
    if ((await closer.count()) > 0) {
      await closer.first().click();
      await page.getByRole('dialog').waitFor();
      await look('screenshot viewer');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    for (const view of ['Text', 'Headers']) {
      const tab = page.getByRole('tab', { name: view, exact: true });
      if ((await tab.count()) > 0) {
        await tab.click();
        await look(`${title}, ${view}`);
      }
    }
  }
  await page.getByRole('tab', { name: 'Raw JSON' }).click();
  await page
    .getByRole('region', { name: 'Raw JSON of the test' })
    .getByRole('button', { name: 'Show' })
    .click();
  await look('raw JSON');
  await page
    .getByRole('button', { name: 'Download', exact: true })
    .first()
    .click();
  await page.getByRole('menu').waitFor();
  await look('downloads of a test');
  await page.keyboard.press('Escape');
}

/**
 * @param {Page} page
 * @param {string} a id of a test
 * @param {string} b id of another
 */
export async function openComparison(page, a, b) {
  await page.goto(`/leadshop-testing/tests/compare?a=${a}&b=${b}`);
  // A table, and on narrow screens a list
  await page
    .getByLabel(/^What changed/)
    .first()
    .waitFor();
}

/**
 * @param {Page} page
 * @param {string} entity such as `component/score-calculator`
 */
export async function openEntityTests(page, entity) {
  await page.goto(`/catalog/default/${entity}/pipeline-tests`);
  await page
    .getByRole('table', { name: 'Pipeline tests' })
    .or(page.getByRole('region', { name: /^Tests / }).getByRole('listitem'))
    .first()
    .waitFor();
}
