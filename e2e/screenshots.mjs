// The pictures of the README: `node scripts/e2e.mjs --screenshots`.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openDashboard, openStep, openTest, settled, STILL } from './pages.mjs';
import { openBrowser, signIn } from './portal.mjs';
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
  await page.getByRole('img', { name: 'Screenshot (mobile)' }).waitFor();
  await take(page, 'test-page');
} finally {
  await browser.close();
}
