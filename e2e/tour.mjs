// All pages with all that they can show, for what must hold on each of them.
import { after, before, describe, it } from 'node:test';
import { callApi } from './api.mjs';
import {
  forEachStep,
  openAdmin,
  openAlerts,
  openBatch,
  openBatches,
  openCheck,
  openComparison,
  openDashboard,
  openDialog,
  openEntityTests,
  openHistory,
  openImport,
  openImports,
  openLeads,
  openMetrics,
  openTest,
  settled,
  STILL,
} from './pages.mjs';
import { openWizard } from './importWizard.mjs';
import { messyFile } from './leads.mjs';
import { openBrowser, openPortal } from './portal.mjs';
import { setScene, whileBatchRuns, whileTestRuns } from './scene.mjs';

/**
 * @typedef {object} Stop
 * @property {string} name
 * @property {string} user one of the demo users
 * @property {(
 *   page: import('playwright-core').Page,
 *   look: (what: string) => Promise<void>,
 *   scene: import('./scene.mjs').Scene,
 * ) => Promise<void>} visit
 */

/** Of a kind that is not read; only its name matters. */
const OPEN_DOCUMENT = {
  name: 'leads.ods',
  mimeType: 'application/vnd.oasis.opendocument.spreadsheet',
  buffer: Buffer.from('PK'),
};

/** @type {Stop[]} */
const STOPS = [
  {
    name: 'what is shown while a test runs',
    user: 'admin',
    visit: (page, look) =>
      whileTestRuns('Corner Bookshop', async id => {
        await openDashboard(page);
        await look('dashboard');
        await openDialog(page);
        await look('dialog');
        await openTest(page, id);
        await look('running test');
      }),
  },
  {
    name: 'the history',
    user: 'viewer',
    async visit(page, look) {
      await openHistory(page);
      await look('history');
      await page.getByRole('button', { name: 'More filters' }).click();
      await page.getByLabel('Component').selectOption('GBP Integration');
      await page.getByLabel('Catalog entity').fill('no reference');
      await page.locator('[aria-invalid="true"]').waitFor();
      await page.getByRole('checkbox').first().check();
      await look('history, narrowed, with a test to compare');
      await page.getByRole('button', { name: 'Views' }).click();
      await page.getByRole('menuitem').first().waitFor();
      await look('views of the history');
      await page.getByRole('menuitem', { name: /^Save as/ }).click();
      await page.getByRole('dialog').waitFor();
      await look('name of a view');
      await page.goto('/leadshop-testing/history?q=nobody+is+called+so');
      await page.getByText('No test matches these filters.').waitFor();
      await look('no tests that match');
    },
  },
  {
    name: 'the comparison of tests',
    user: 'viewer',
    async visit(page, look, scene) {
      await openComparison(page, scene.succeeded, scene.failed);
      await look('comparison');
      await page.getByRole('checkbox', { name: 'Only what changed' }).uncheck();
      await look('comparison with all that is the same');
      await page.goto('/leadshop-testing/tests/compare');
      await page.getByRole('heading', { name: /^Two tests/ }).waitFor();
      await look('nothing to compare');
    },
  },
  {
    name: 'what the catalog has of a system and its parts',
    user: 'qa-manager',
    async visit(page, look) {
      await openEntityTests(page, 'system/leadshop');
      await look('tab of the system');
      await openEntityTests(page, 'component/gbp-integration');
      await look('tab of a component');
    },
  },
  {
    name: 'the figures of the dashboard as tables, and the formats of its report',
    user: 'admin',
    async visit(page, look) {
      await page.goto('/leadshop-testing?days=1');
      const charts = page.getByRole('button', { name: 'Show as a table' });
      await page
        .getByRole('region', { name: 'Test Status Distribution' })
        .getByRole('img', { name: /^How the tests stand/ })
        .waitFor();
      while ((await charts.count()) > 0) await charts.first().click();
      await page.getByText('How it is calculated').click();
      await look('figures as tables');
      await page.getByRole('button', { name: 'Download Test Report' }).click();
      await page.getByRole('menuitem', { name: /^PDF/ }).waitFor();
      await look('formats of the report');
    },
  },
  {
    name: 'the system metrics, and one component of them',
    user: 'developer',
    async visit(page, look) {
      await openMetrics(page);
      await look('system metrics');
      await page.getByRole('link', { name: 'GBP Integration' }).click();
      await page
        .getByRole('dialog', { name: 'GBP Integration' })
        .getByRole('link', { name: 'Oak Avenue Florist' })
        .first()
        .waitFor();
      await look('a component');
    },
  },
  {
    name: 'the administration',
    user: 'admin',
    async visit(page, look) {
      // There already on the second way
      await callApi('admin', '/credentials', {
        name: 'Staging of the shop',
        origin: 'https://staging.shop.example',
        username: 'tester',
        password: 'never shown',
      });
      for (const tab of ['roles', 'settings', 'operations', 'access']) {
        await openAdmin(page, tab);
        await look(`administration, ${tab}`);
      }
      await openAdmin(page, 'audit');
      await page.getByRole('button', { name: 'More filters' }).click();
      await page.getByLabel('Request id').waitFor();
      await page.getByRole('button', { name: 'Check the chain' }).click();
      await page.getByText(/entr(y was|ies were) checked/).waitFor();
      await look('audit log, checked');
      await page.getByRole('link', { name: 'Test started' }).first().click();
      await page.getByRole('dialog', { name: 'Test started' }).waitFor();
      await look('entry of the audit log');
      await openAdmin(page, 'credentials');
      await look('credentials');
      await page.getByRole('button', { name: 'Store credential' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.locator('[aria-invalid="true"]').first().waitFor();
      await look('credential with mistakes');
    },
  },
  {
    name: 'the alerts, their rules and the webhooks',
    user: 'admin',
    async visit(page, look) {
      await openAlerts(page, 'raised');
      await look('alerts');
      await openAlerts(page, 'rules');
      await look('alert rules');
      await page
        .getByRole('button', { name: /^Try now: / })
        .first()
        .click();
      await page
        .getByRole('dialog')
        .getByText(/^Looked at/)
        .waitFor();
      await look('trial of an alert rule');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Make a rule' }).click();
      await page
        .getByLabel('Raise an alert when')
        .selectOption('Success rate too low');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.locator('[aria-invalid="true"]').first().waitFor();
      await look('alert rule with mistakes');
      await openAlerts(page, 'dead-letters');
      await look('dead letters');
      await openAlerts(page, 'webhooks');
      await page.getByRole('button', { name: 'Make a webhook' }).click();
      await page.getByLabel('Address').fill('https://hooks.example.com/tour');
      await look('new webhook');
      await page.getByRole('button', { name: 'Make webhook' }).click();
      await page.getByRole('textbox', { name: 'Secret' }).waitFor();
      await look('secret of a webhook');
      await page.getByRole('button', { name: 'I have copied it' }).click();
      await page.getByRole('button', { name: /^Deliveries to/ }).waitFor();
      await look('webhooks');
      await page
        .getByRole('button', { name: /^Deliveries to/ })
        .first()
        .click();
      await page.getByText('Nothing was sent').waitFor();
      await look('deliveries of a webhook');
    },
  },
  {
    name: 'the roles without the permission',
    user: 'viewer',
    async visit(page, look) {
      await page.goto('/leadshop-testing/admin/roles');
      await page.getByRole('heading', { name: /^You may not see/ }).waitFor();
      await look('roles are not shown');
    },
  },
  {
    name: 'a test, and each of its steps',
    user: 'qa-tester',
    async visit(page, look, scene) {
      for (const kind of ['failed', 'cancelled']) {
        await openTest(page, scene[kind]);
        await look(`${kind} test`);
      }
      await openTest(page, scene.succeeded);
      await forEachStep(page, look);
    },
  },
  {
    name: 'a batch while it runs, and the list of batches',
    user: 'qa-tester',
    visit: (page, look) =>
      whileBatchRuns(['Cedar Gym', 'Aspen Gym', 'Alder Gym'], async id => {
        await openBatch(page, id);
        await page.getByText('2 of 3 (66 %)').waitFor();
        await look('running batch');
        await page.getByRole('button', { name: 'Cancel all' }).click();
        await page.getByRole('dialog').waitFor();
        await look('question before a batch is cancelled');
        await openBatches(page);
        await look('batches');
      }),
  },
  {
    name: 'a batch with failed tests',
    user: 'qa-tester',
    async visit(page, look, scene) {
      await openBatch(page, scene.batch);
      await page.getByRole('button', { name: /GBP Integration/ }).click();
      await page.getByText('1–2 of 2').waitFor();
      await look('ended batch');
    },
  },
  {
    name: 'the leads, and what is asked about them',
    user: 'qa-manager',
    async visit(page, look) {
      await openLeads(page, '?q=Juniper');
      const boxes = page.getByRole('checkbox', { name: /^Select Juniper/ });
      await boxes.first().check();
      await boxes.nth(1).check();
      await page.getByRole('button', { name: 'More filters' }).click();
      await page.getByLabel('Industry').waitFor();
      await look('leads, two of them selected');

      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: 'Export XLSX' }).waitFor();
      await look('export of leads');
      await page.keyboard.press('Escape');
      for (const what of ['Edit Selected', 'Erase Selected']) {
        await page.getByRole('button', { name: what }).click();
        await page.getByRole('dialog').waitFor();
        await look(what);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }

      await page
        .getByRole('button', { name: /^Juniper/ })
        .first()
        .click();
      const journey = page.getByRole('dialog', { name: /^Juniper/ });
      await journey.getByRole('listitem').first().waitFor();
      await look('journey');
      await journey.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel(/^Website URL/).fill('not an address');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.locator('[aria-invalid="true"]').waitFor();
      await look('edit of a lead');
    },
  },
  {
    name: 'no leads at all, and none that match',
    user: 'qa-manager',
    async visit(page, look) {
      // As the server answers before anybody has stored one
      await page.route(/\/v1\/leads\?(?!.*\bq=)/, route =>
        route.continue({ url: `${route.request().url()}&q=nobody` }),
      );
      await page.goto('/leadshop-testing/leads');
      await page.getByText('No leads yet').waitFor();
      await look('no leads yet');
      await page.goto('/leadshop-testing/leads?q=nobody+is+called+so');
      await page.getByText('No lead matches these filters.').waitFor();
      await look('no leads that match');
    },
  },
  {
    name: 'the import of leads, step by step',
    user: 'qa-manager',
    async visit(page, look) {
      await page.goto('/leadshop-testing/leads');
      const wizard = await openWizard(page);
      await wizard.getByTestId('file-upload').setInputFiles(OPEN_DOCUMENT);
      await wizard.getByRole('alert').waitFor();
      await look('a file that is refused');
      await openCheck(page, messyFile());
      await look('check');
      await wizard.getByRole('button', { name: 'Back' }).click();
      await wizard.getByLabel('Field of E-mail (2)').selectOption('email');
      await look('columns');
      await wizard.getByRole('button', { name: 'Back' }).click();
      await wizard.getByRole('heading', { name: 'Choose a file' }).waitFor();
      await look('file');
    },
  },
  {
    name: 'an import with rejected rows, and the list of imports',
    user: 'qa-manager',
    async visit(page, look, scene) {
      await openImport(page, scene.imported);
      await look('import');
      await openImports(page);
      await look('imports');
      await page
        .getByRole('button', { name: /^Undo import/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
      await look('question before an import is undone');
    },
  },
  {
    name: 'an import that does not exist',
    user: 'qa-manager',
    async visit(page, look) {
      await page.goto(
        '/leadshop-testing/imports/00000000-0000-4000-8000-000000000000',
      );
      await page.getByRole('heading', { name: /no such import/ }).waitFor();
      await look('no import');
    },
  },
  {
    name: 'the leads without the permission',
    user: 'viewer',
    async visit(page, look) {
      await page.goto('/leadshop-testing/leads');
      await page.getByRole('heading', { name: /^You may not see/ }).waitFor();
      await look('leads are not shown');
    },
  },
  {
    name: 'a batch that does not exist',
    user: 'viewer',
    async visit(page, look) {
      await page.goto(
        '/leadshop-testing/batches/00000000-0000-4000-8000-000000000000',
      );
      await page.getByRole('heading', { name: /no such batch/ }).waitFor();
      await look('no batch');
    },
  },
  {
    name: 'a test that does not exist',
    user: 'viewer',
    async visit(page, look) {
      await page.goto(
        '/leadshop-testing/tests/00000000-0000-4000-8000-000000000000',
      );
      await page.getByRole('heading', { name: /no such test/ }).waitFor();
      await look('no test');
    },
  },
  {
    name: 'what is shown without a role',
    user: 'no-role',
    async visit(page, look) {
      await page.goto('/leadshop-testing');
      await page.getByRole('heading', { name: /^You may not see/ }).waitFor();
      await look('no role');
    },
  },
];

/**
 * Declares the tests of a tour: one for each stop and each way of looking.
 *
 * @param {Record<string, import('playwright-core').BrowserContextOptions>} ways
 * @param {(page: import('playwright-core').Page, what: string) => Promise<void>} look
 *   at a page on which nothing moves any more
 * @param {{ script?: string }} [options] file to run before each page's own
 */
export function describeTour(ways, look, { script } = {}) {
  describe('the pages', () => {
    let browser;
    let scene;
    before(async () => {
      browser = await openBrowser();
      scene = await setScene();
    });
    after(() => browser.close());

    for (const [way, options] of Object.entries(ways)) {
      describe(way, () => {
        for (const { name, user, visit } of STOPS) {
          it(name, async () => {
            const page = await openPortal(browser, user, {
              ...STILL,
              ...options,
            });
            if (script) await page.addInitScript({ path: script });
            const lookAt = async what => {
              await settled(page);
              await look(page, what);
            };
            await visit(page, lookAt, scene);
            await page.close();
          });
        }
      });
    }
  });
}
