// What WCAG 2.1 AA asks of a page, in both themes, as far as a machine can tell.
// Of the whole page: Backstage's own part holds the standard, too.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { settled } from './pages.mjs';

/** Has to run in the page before its own scripts. */
export const AXE = createRequire(import.meta.url).resolve(
  'axe-core/axe.min.js',
);
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

async function assertNoViolation(page, what) {
  const violations = await page.evaluate(async standard => {
    const found = await window.axe.run(document, { runOnly: standard });
    return found.violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, html }) => `${id} (${help}): ${target} ${html}`),
    );
  }, STANDARD);
  assert.deepEqual(violations, [], what);
}

/** The theme follows the system while a page is open. */
async function turnTo(page, colorScheme) {
  const before = await background(page);
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction(
    earlier =>
      window.getComputedStyle(document.body).backgroundColor !== earlier,
    before,
  );
  await settled(page);
}

function background(page) {
  return page.evaluate(
    () => window.getComputedStyle(document.body).backgroundColor,
  );
}

/**
 * @param {import('playwright-core').Page} page in the light theme
 * @param {string} what it shows
 */
export async function assertAccessible(page, what) {
  await assertNoViolation(page, `${what}, light`);
  await turnTo(page, 'dark');
  await assertNoViolation(page, `${what}, dark`);
  await turnTo(page, 'light');
}
