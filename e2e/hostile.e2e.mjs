// A lead of somebody who means no good: what he wrote is text on every page.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { callApi, endOf, importLeads, startTest } from './api.mjs';
import { leadsCsv, sampleLead } from './leads.mjs';
import { forEachStep, openTest, STILL } from './pages.mjs';
import { openBrowser, signIn } from './portal.mjs';

/** Marks the page when a browser takes it for more than text. */
const attackOn = field =>
  `"'><img src=x onerror="document.documentElement.dataset.owned='${field}'">{{7*7}}`;

const FIELDS = [
  'business_name',
  'contact_name',
  'industry',
  'location',
  'notes',
];

function hostileLead() {
  const attacks = FIELDS.map(field => [field, attackOn(field)]);
  return { ...sampleLead(), ...Object.fromEntries(attacks) };
}

describe('what a hostile lead says', () => {
  let browser;
  let page;
  let testId;
  const surprises = [];

  before(async () => {
    testId = await startTest(hostileLead());
    await endOf(testId);
    browser = await openBrowser();
    page = await signIn(browser, 'admin', STILL);
    page.on('dialog', dialog => {
      surprises.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', request => {
      if (/\/x$/.test(new URL(request.url()).pathname)) {
        surprises.push(`a picture that the lead named: ${request.url()}`);
      }
    });
  });
  after(() => browser.close());

  /** Nothing of it has become more than text. */
  async function expectText(where) {
    assert.equal(
      await page.evaluate(() => document.documentElement.dataset.owned),
      undefined,
      where,
    );
    assert.deepEqual(surprises, [], where);
  }

  for (const address of ['', '/history', '/leads']) {
    it(`is text on /leadshop-testing${address}`, async () => {
      await page.goto(`/leadshop-testing${address}`);
      await page.getByText('"\'><img src=x').first().waitFor();
      await expectText(address);
    });
  }

  it('is text on the page of its test, in each step, and in mail and report', async () => {
    await openTest(page, testId);
    await page.getByText('"\'><img src=x').first().waitFor();
    await forEachStep(page, async what => expectText(what));
    await expectText('the end of the page');
  });

  it('is text in what an import says of its rows', async () => {
    const lead = { ...hostileLead(), email: attackOn('email') };
    const { id } = await importLeads('hostile.csv', leadsCsv([lead]));
    await page.goto(`/leadshop-testing/imports/${id}`);
    await page
      .getByRole('region', { name: 'Rows with problems' })
      .getByRole('listitem')
      .first()
      .waitFor();
    await expectText('rows with problems');
  });

  it('is stored as it was sent', async () => {
    const { body } = await callApi('admin', `/tests/${testId}`);
    for (const field of FIELDS) {
      assert.equal(body.lead_data[field], attackOn(field));
    }
  });
});
