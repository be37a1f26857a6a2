// What WCAG 2.1 AA asks of each page, in both themes, as far as a machine can
// tell.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import {
  forEachStep,
  openDashboard,
  openDialog,
  openHistory,
  openTest,
  settled,
  STILL,
} from './pages.mjs';
import { openBrowser, openPortal } from './portal.mjs';
import { setScene, whileTestRuns } from './scene.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
const THEMES = ['light', 'dark'];

/** Of the whole page: Backstage's own part holds the standard, too. */
async function assertAccessible(page, what) {
  await settled(page);
  const violations = await page.evaluate(async standard => {
    const found = await window.axe.run(document, { runOnly: standard });
    return found.violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, html }) => `${id} (${help}): ${target} ${html}`),
    );
  }, STANDARD);
  assert.deepEqual(violations, [], what);
}

describe('the pages', () => {
  let browser;
  let scene;
  before(async () => {
    browser = await openBrowser();
    scene = await setScene();
  });
  after(() => browser.close());

  for (const colorScheme of THEMES) {
    describe(`in the ${colorScheme} theme`, () => {
      const look = async (user, openPages) => {
        const page = await openPortal(browser, user, { ...STILL, colorScheme });
        await page.addInitScript({ path: AXE });
        await openPages(page);
        await page.close();
      };

      it('can be used by everybody: what is shown while a test runs', () =>
        look('admin', page =>
          whileTestRuns('Corner Bookshop', async id => {
            await openDashboard(page);
            await assertAccessible(page, 'dashboard');
            await openDialog(page);
            await assertAccessible(page, 'dialog');
            await openTest(page, id);
            await assertAccessible(page, 'running test');
          }),
        ));

      it('can be used by everybody: history', () =>
        look('viewer', async page => {
          await openHistory(page);
          await assertAccessible(page, 'history');
        }));

      it('can be used by everybody: a test, and each of its steps', () =>
        look('qa-tester', async page => {
          for (const kind of ['failed', 'cancelled']) {
            await openTest(page, scene[kind]);
            await assertAccessible(page, `${kind} test`);
          }
          await openTest(page, scene.succeeded);
          await forEachStep(page, step => assertAccessible(page, step));
        }));

      it('can be used by everybody: without a role', () =>
        look('no-role', async page => {
          await page.goto('/leadshop-testing');
          await page.getByText('You may not see test results').waitFor();
          await assertAccessible(page, 'no role');
        }));
    });
  }
});
