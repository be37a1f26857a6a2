// No width makes a page scroll sideways.
import assert from 'node:assert/strict';
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
import { openBrowser, signIn } from './portal.mjs';
import { setScene, whileTestRuns } from './scene.mjs';

const SIZES = [
  { width: 375, height: 812 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

async function assertFits(page, what) {
  await settled(page);
  const { content, window } = await page.evaluate(() => ({
    content: Math.max(
      document.scrollingElement.scrollWidth,
      // Backstage lets this one scroll for itself
      document.querySelector('main').scrollWidth +
        document.querySelector('main').getBoundingClientRect().left,
    ),
    window: innerWidth,
  }));
  assert.ok(content <= window, `${what}: ${content} px in ${window} px`);
}

describe('the pages', () => {
  let browser;
  let scene;
  before(async () => {
    browser = await openBrowser();
    scene = await setScene();
  });
  after(() => browser.close());

  for (const viewport of SIZES) {
    it(`never scroll sideways at ${viewport.width} px`, async () => {
      const page = await signIn(browser, 'admin', { ...STILL, viewport });
      await whileTestRuns('Corner Bookshop', async id => {
        await openDashboard(page);
        await assertFits(page, 'dashboard');
        await openDialog(page);
        await assertFits(page, 'dialog');
        await openTest(page, id);
        await assertFits(page, 'running test');
      });
      await openHistory(page);
      await assertFits(page, 'history');
      for (const kind of ['failed', 'cancelled']) {
        await openTest(page, scene[kind]);
        await assertFits(page, `${kind} test`);
      }
      await openTest(page, scene.succeeded);
      await forEachStep(page, step => assertFits(page, step));
      await page.close();
    });
  }
});
