// What an administrator does when something goes wrong: has a rule that tells of
// it, takes the alert on, and holds the queue up until it is mended.
import { after, before, describe, it } from 'node:test';
import { callApi, endOf, startTest } from './api.mjs';
import { sampleLead } from './leads.mjs';
import { openAdmin, openAlerts } from './pages.mjs';
import { openBrowser, sameDocument, signIn } from './portal.mjs';
import { addFault, clearFaults } from './sandbox.mjs';

/** Longer than the rules wait until they are looked at again. */
const RAISED_TIMEOUT_MS = 120_000;

describe('alerts and the queue', () => {
  let browser;
  let page;
  before(async () => {
    browser = await openBrowser();
    page = await signIn(browser, 'admin');
  });
  after(async () => {
    await clearFaults();
    await callApi('admin', '/queue/resume', {});
    await browser.close();
  });

  it('tells on an open dashboard what a new rule finds', async () => {
    const dashboard = await signIn(browser, 'viewer');
    const isSame = await sameDocument(dashboard);
    await openAlerts(page, 'rules');
    await page.getByRole('button', { name: 'Make a rule' }).click();
    await page.getByLabel('Name').fill('One failure is enough');
    await page
      .getByLabel('Raise an alert when')
      .selectOption('Failures in a row');
    await page.getByLabel('Failures in a row').fill('1');
    await page.getByLabel('Severity').selectOption('Critical');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('One failure is enough is saved.').waitFor();

    const lead = sampleLead({ business_name: 'Hollow Hill Hardware' });
    await addFault({
      component: 'places',
      kind: 'status',
      status: 500,
      match: lead.business_name,
    });
    await endOf(await startTest(lead));
    await clearFaults();
    await dashboard
      .getByRole('region', { name: 'Open alerts' })
      .getByText(/One failure is enough/)
      .waitFor({ timeout: RAISED_TIMEOUT_MS });
    await isSame();
    await dashboard.close();
  });

  it('lets somebody take the alert on', async () => {
    await openAlerts(page, 'raised');
    await page
      .getByRole('button', { name: /^Acknowledge One failure is enough/ })
      .click();
    await page.getByLabel('What you do about it').fill('Called the vendor');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Acknowledge' })
      .click();
    await page.getByText('Called the vendor').waitFor();
    await page.getByText(/^Taken on by admin/).waitFor();
  });

  it('holds tests up, says why to those who start one, and lets them go', async () => {
    await openAdmin(page, 'operations');
    await page.getByRole('button', { name: 'Pause queue' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('The vendor mends it');
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('The queue is paused.').waitFor();

    const tester = await signIn(browser, 'qa-tester');
    await tester.getByText('The queue is paused').waitFor();
    await tester.keyboard.press('r');
    await tester
      .getByRole('dialog')
      .getByText(/Your test will wait.*The vendor mends it/)
      .waitFor();
    await tester.keyboard.press('Escape');
    const id = await startTest(
      sampleLead({ business_name: 'Patient Paper Shop' }),
    );
    const card = tester.getByRole('article', {
      name: 'Test of Patient Paper Shop',
    });
    await card
      .getByText(/Waiting/)
      .first()
      .waitFor();

    await page.getByRole('button', { name: 'Resume queue' }).click();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.getByText('Tests are taken').waitFor();
    await endOf(id);
    await tester
      .getByText('The queue is paused')
      .waitFor({ state: 'detached' });
    await tester.close();
  });
});
