// From a messy file to tested leads: import, put right, test, export.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { callApi, importLeads } from './api.mjs';
import { cellOf, dropFile, openWizard } from './importWizard.mjs';
import { leadsCsv, messyFile, sampleLead } from './leads.mjs';
import { openBrowser, openPortal, sameDocument, signIn } from './portal.mjs';
import { clearFaults } from './sandbox.mjs';

// The library is the backend's
const Papa = createRequire(
  new URL('../plugins/leadshop-testing-backend/package.json', import.meta.url),
)('papaparse');

const MESSY_XLSX = fileURLToPath(
  new URL('../examples/leads/messy.xlsx', import.meta.url),
);
const SITES = process.env.SANDBOX_SITES_URL;

/** Tests of 25 leads, on a machine that is busy. */
const BATCH_TIMEOUT_MS = 90_000;

/** What puts six of the ten rejected rows right. */
const CORRECTIONS = [
  [3, 'Business name', 'Maple Modern Family Law'],
  [4, 'Website URL', `${SITES}/maple-modern-bakery`],
  [5, 'Email', 'office@maple-modern-auto-repair.example'],
  [6, 'Email', 'office@maple-modern-roofing.example'],
  [7, 'Email', 'office@maple-modern-landscaping.example'],
  [8, 'Website URL', `${SITES}/maple-modern-veterinary-clinic`],
];

const WRONG_WITH_ROW_10 = [
  'Business name is required',
  'Website URL is not a web address such as https://example.com',
  'Email is not an e-mail address such as name@example.com',
  'Phone is not a phone number; it is left out',
];

/** The rows that stay rejected, and why. */
const REJECTED = {
  9: 'Website URL must be an http or https address',
  10: WRONG_WITH_ROW_10.join('; '),
  20: 'Industry is longer than 120 characters; shorten it',
  23: 'The row has 14 cells and the header 13; a cell that holds the delimiter needs quotation marks around it',
};

/** The file that a press on a button saves: its name and its rows. */
async function savedBy(page, button) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button.click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  const { data } = Papa.parse(text.replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: true,
  });
  return { name: download.suggestedFilename(), rows: data };
}

describe('importing leads', () => {
  let browser;
  let page;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    await clearFaults();
    page = await signIn(browser, 'qa-manager');
  });
  afterEach(() => page.close());

  it('takes a messy CSV, has it put right, tests its leads and exports them', async () => {
    const isSameDocument = await sameDocument(page);
    await page.getByRole('link', { name: 'Leads', exact: true }).click();
    const wizard = await openWizard(page);
    await dropFile(wizard, 'messy.csv', messyFile());

    // Its columns can be guessed, so that it is checked at once: a dry run
    await wizard
      .getByText(
        '19 leads would be created, 1 duplicate skipped, 10 rows rejected.',
      )
      .waitFor();
    await wizard.getByRole('heading', { name: 'Import Errors' }).waitFor();
    assert.deepEqual(
      (await callApi('qa-manager', '/leads?q=Maple+Modern')).body,
      [],
      'a dry run stores nothing',
    );

    await wizard.getByRole('button', { name: 'Back' }).click();
    const secondMail = wizard.getByLabel('Field of E-mail (2)');
    await secondMail.selectOption('email');
    await wizard.getByText('Two columns are Email; keep one').first().waitFor();
    await secondMail.selectOption('');
    await wizard.getByLabel('Field of Who to ask').selectOption('contact_name');
    await wizard.getByRole('button', { name: 'Check', exact: true }).click();

    // All that is wrong with a row, at once
    const problems = wizard.getByRole('region', { name: 'Rows with problems' });
    await wizard.getByLabel('Problem', { exact: true }).click();
    await page
      .getByRole('option', { name: 'Business name: Missing (2)' })
      .click();
    const row = problems.getByRole('listitem').filter({ hasText: 'Row 10' });
    for (const message of WRONG_WITH_ROW_10) {
      await row.getByText(message).waitFor();
    }
    await wizard.getByLabel('Problem', { exact: true }).click();
    await page.getByRole('option', { name: 'All problems' }).click();
    for (const [number, field, value] of CORRECTIONS) {
      await cellOf(problems, number, field).fill(value);
    }
    await wizard.getByText('6 corrections not checked yet').waitFor();
    await wizard.getByRole('button', { name: 'Check again' }).click();
    await wizard
      .getByText(
        '25 leads would be created, 1 duplicate skipped, 4 rows rejected.',
      )
      .waitFor();
    await wizard.getByRole('button', { name: 'Import 25 leads' }).click();

    await page.getByRole('heading', { name: 'messy.csv' }).waitFor();
    await page
      .getByText('25 leads were created, 1 duplicate skipped, 4 rows rejected.')
      .waitFor();
    const rejected = await savedBy(
      page,
      page.getByRole('button', { name: 'Download rejected rows' }),
    );
    assert.equal(rejected.name, 'messy-rejected.csv');
    assert.deepEqual(
      Object.fromEntries(
        rejected.rows.map(({ row: number, problems: why }) => [number, why]),
      ),
      REJECTED,
    );

    await page.getByRole('button', { name: 'Show these leads' }).click();
    await page.getByText('0 of 25 leads selected').waitFor();
    await page.getByRole('button', { name: 'Select All' }).click();
    await page.getByText('25 of 25 leads selected').waitFor();
    await page.getByRole('button', { name: 'Test Selected (25)' }).click();
    await page
      .getByRole('dialog', { name: 'Test 25 leads?' })
      .getByRole('button', { name: 'Start the tests' })
      .click();
    // One has a site that does not exist
    await page
      .getByRole('status')
      .getByText('The batch has finished: 24 succeeded, 1 failed')
      .waitFor({ timeout: BATCH_TIMEOUT_MS });
    await page.getByText('25 of 25 (100 %)').waitFor();
    await page.goBack();
    await page.getByText(/ of 25 leads selected/).waitFor();
    await isSameDocument();

    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const exported = await savedBy(
      page,
      page.getByRole('menuitem', { name: 'Export CSV' }),
    );
    assert.match(exported.name, /^leads-\d{4}-\d\d-\d\d\.csv$/);
    assert.equal(exported.rows.length, 25);
    const lead = name =>
      exported.rows.find(({ business_name }) => business_name === name);
    assert.equal(lead('Café Müller – “The Baker”').annual_revenue, '1450000');
    const bakery = lead('Maple Modern Bakery');
    assert.equal(bakery.contact_name, 'Patricia Johnson');
    assert.equal(bakery.status, 'completed');
    // What a spreadsheet would run is neutralised
    assert.equal(bakery.phone, "'+16145550103");
    assert.equal(
      lead('Prairie Modern Fitness Studio').notes,
      "'=1+1 is what an export writes for =1+1",
    );
    assert.equal(lead('Prairie Modern Veterinary Clinic').status, 'failed');
  });

  it('finds in an XLSX what was imported from a CSV already', async () => {
    await importLeads('messy.csv', messyFile());
    await importLeads('sample.csv', leadsCsv([sampleLead()]));
    await page.goto('/leadshop-testing/leads');
    const wizard = await openWizard(page);
    await wizard.getByTestId('file-upload').setInputFiles(MESSY_XLSX);
    await wizard
      .getByText('20 duplicates skipped, 10 rows rejected.')
      .waitFor();
    assert.equal(
      await wizard
        .getByRole('button', { name: 'Import', exact: true })
        .isDisabled(),
      true,
    );
  });

  it('is not for those who lack the permission', async () => {
    const viewer = await openPortal(browser, 'viewer');
    await viewer.goto('/leadshop-testing/leads?import=new');
    await viewer
      .getByRole('heading', { name: 'You may not see leads' })
      .waitFor();
    assert.equal(await viewer.getByTestId('file-upload').count(), 0);
    await viewer.goto('/leadshop-testing/imports');
    await viewer
      .getByRole('heading', { name: 'You may not import leads' })
      .waitFor();
    await viewer.close();

    // Sees leads, and nothing to import any
    const tester = await openPortal(browser, 'qa-tester');
    await tester.goto('/leadshop-testing/leads?import=new');
    await tester.getByRole('button', { name: 'Add lead' }).waitFor();
    assert.equal(
      await tester.getByRole('button', { name: /import/i }).count(),
      0,
    );
    assert.equal(await tester.getByTestId('file-upload').count(), 0);
    await tester.close();

    for (const user of ['viewer', 'qa-tester']) {
      await assert.rejects(
        importLeads('messy.csv', messyFile(), user),
        /Permission 'bulk_import_leads' required/,
      );
    }
  });
});
