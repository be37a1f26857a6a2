// Every page says where help is.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { endOf, startTest } from './api.mjs';
import { sampleLead } from './leads.mjs';
import { openBrowser, openPortal } from './portal.mjs';

const NO_TEST = '00000000-0000-4000-8000-000000000000';

describe('the Support button', () => {
  let browser;
  let test;
  before(async () => {
    browser = await openBrowser();
    test = await startTest(sampleLead());
    await endOf(test);
  });
  after(() => browser.close());

  for (const [what, user, path] of [
    ['the dashboard', 'viewer', () => ''],
    ['the history', 'viewer', () => '/history'],
    ['a test', 'viewer', () => `/tests/${test}`],
    ['the leads', 'qa-manager', () => '/leads'],
    ['the imports', 'qa-manager', () => '/imports'],
    ['the batches', 'viewer', () => '/batches'],
    ['a test that does not exist', 'viewer', () => `/tests/${NO_TEST}`],
    ['the page without a role', 'no-role', () => ''],
  ]) {
    it(`is on ${what}, and leads to the team`, async () => {
      const page = await openPortal(browser, user);
      await page.goto(`/leadshop-testing${path()}`);
      await page.getByRole('button', { name: 'Support' }).click();
      const mail = page.getByRole('link', { name: 'Write to the team' });
      assert.match(await mail.getAttribute('href'), /^mailto:/);
      await page.getByRole('link', { name: /in the catalog$/ }).click();
      await page.getByRole('heading', { name: 'LeadShop Testing' }).waitFor();
      await page.close();
    });
  }
});
