// All pages with all that they can show, for what must hold on each of them.
import { after, before, describe, it } from 'node:test';
import {
  forEachStep,
  openBatch,
  openBatches,
  openDashboard,
  openDialog,
  openHistory,
  openTest,
  settled,
  STILL,
} from './pages.mjs';
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
