// What every browser test needs: a browser, and somebody who is signed in.
// scripts/e2e.mjs says where the portal is.
import { chromium } from 'playwright-core';

/** Of pages and API. */
export const BASE_URL = process.env.BASE_URL;

/** @returns {Promise<import('playwright-core').Browser>} */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH,
    // Chromium's own sandbox does not run as root, as in CI
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/**
 * A page of its own, signed in through the picker.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} user one of the demo users
 * @returns {Promise<import('playwright-core').Page>}
 */
export async function signIn(browser, user) {
  const page = await browser.newPage({ baseURL: BASE_URL });
  await page.goto('/');
  await page.getByTestId(`demo-user-${user}`).click();
  await page
    .getByRole('heading', { name: 'LeadShop Testing Interface' })
    .waitFor();
  return page;
}
