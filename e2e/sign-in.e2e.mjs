import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BASE_URL, openBrowser, signIn } from './portal.mjs';

describe('signing in', () => {
  let browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('leads from the picker to LeadShop Testing, and back', async () => {
    const page = await signIn(browser, 'qa-tester');
    assert.equal(new URL(page.url()).pathname, '/leadshop-testing');

    await page.reload();
    await page
      .getByRole('heading', { name: 'LeadShop Testing Interface' })
      .waitFor();

    await page.goto(`${BASE_URL}/settings`);
    await page.getByTestId('user-settings-menu').click();
    await page.getByTestId('sign-out').click();
    await page.getByTestId('demo-user-viewer').waitFor();

    await page.getByTestId('demo-user-viewer').click();
    await page
      .getByRole('heading', { name: 'LeadShop Testing Interface' })
      .waitFor();
    await page.goto(`${BASE_URL}/settings`);
    await page.getByRole('link', { name: 'Demo Viewer' }).first().waitFor();
    await page.close();
  });
});
