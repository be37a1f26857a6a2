// What every browser test needs: a browser, and somebody who is signed in.
// scripts/e2e.mjs says where the portal is.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

/** Of pages and API. */
export const BASE_URL = process.env.BASE_URL;

/** Where the live feed is, below BASE_URL. */
export const LIVE_PATH = '/api/leadshop-testing/v1/ws';

/** @returns {Promise<import('playwright-core').Browser>} */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH,
    args: [
      // Chromium's own sandbox does not run as root, as in CI
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      // Nothing but the portal is to be called
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * A page of its own, signed in through the picker.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} user one of the demo users
 * @param {import('playwright-core').BrowserContextOptions} [options]
 * @returns {Promise<import('playwright-core').Page>}
 */
export async function openPortal(browser, user, options) {
  const page = await browser.newPage({ baseURL: BASE_URL, ...options });
  await page.goto('/');
  await page.getByTestId(`demo-user-${user}`).click();
  await page.getByTestId(`demo-user-${user}`).waitFor({ state: 'detached' });
  return page;
}

/** As {@link openPortal}, for those who may see the dashboard. */
export async function signIn(browser, user, options) {
  const page = await openPortal(browser, user, options);
  await page
    .getByRole('heading', { name: 'LeadShop Testing Interface' })
    .waitFor();
  return page;
}

/**
 * Marks the document. A reload or a navigation that is more than a change of
 * the address makes a new one, without the mark.
 *
 * @param {import('playwright-core').Page} page
 * @returns {Promise<() => Promise<void>>} asserts that it is still the same
 */
export async function sameDocument(page) {
  await page.evaluate(() => {
    window.documentOfThisTest = true;
  });
  return async () =>
    assert.equal(
      await page.evaluate(() => window.documentOfThisTest),
      true,
      'the page was loaded anew',
    );
}
