// What an administrator comes for: who may do what, who did what, and the
// password of a staging site that nobody reads again.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { callApi, endOf, startTest } from './api.mjs';
import { sampleLead } from './leads.mjs';
import { openAdmin } from './pages.mjs';
import { openBrowser, openPortal } from './portal.mjs';

const PASSWORD = 'correct horse battery staple';
const SITE = 'https://staging.attic.example';

describe('the administration', () => {
  let browser;
  let page;
  before(async () => {
    browser = await openBrowser();
    page = await openPortal(browser, 'admin');
  });
  after(() => browser.close());

  it('shows the matrix that the server goes by', async () => {
    const { body } = await callApi('admin', '/roles');
    await openAdmin(page, 'roles');
    const grants = await page
      .getByRole('table', { name: 'What each role may do' })
      .getByRole('cell', { name: /^Yes/ })
      .count();
    assert.equal(
      grants,
      body.roles.flatMap(({ permissions }) => permissions).length,
    );
  });

  it('stores a password that is told to nobody again', async () => {
    const answers = [];
    page.on('response', async response => {
      if (response.url().includes('/v1/credentials')) {
        answers.push(await response.text().catch(() => ''));
      }
    });
    await openAdmin(page, 'credentials');
    await page.getByRole('button', { name: 'Store credential' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Attic');
    await page.getByLabel('Site', { exact: true }).fill(SITE);
    await page.getByLabel('User name').fill('tester');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Attic is stored.').waitFor();
    await page.getByRole('row', { name: /Attic.*Newest key/ }).waitFor();
    await page.reload();
    await page.getByRole('row', { name: /Attic.*Newest key/ }).waitFor();
    assert.ok(answers.some(text => text.includes(SITE)));
    assert.ok(!answers.join().includes(PASSWORD));
    await page.getByRole('button', { name: 'Delete Attic' }).click();
    await page.getByRole('button', { name: 'Delete credential' }).click();
    await page.getByText('Attic is deleted.').waitFor();
  });

  it('says who did what and who was refused, and that nothing is missing', async () => {
    await endOf(await startTest(sampleLead({ business_name: 'Attic Toys' })));
    const { status } = await callApi('viewer', '/run-pipeline', {});
    assert.equal(status, 403);

    const manager = await openPortal(browser, 'qa-manager');
    await openAdmin(manager, 'audit');
    const table = manager.getByRole('table', { name: 'Audit log' });
    await table
      .getByRole('row', { name: /admin Credential stored Attic/ })
      .waitFor();
    await manager.getByRole('button', { name: 'Refused' }).click();
    await table
      .getByRole('row', { name: /viewer .*Refused/ })
      .first()
      .waitFor();
    await manager.getByRole('button', { name: 'Refused' }).click();
    await manager
      .getByLabel('What', { exact: true })
      .selectOption('Test started');
    await table.getByRole('link', { name: 'Test started' }).first().click();
    await manager.getByRole('dialog').getByText('Request id').waitFor();
    await manager.keyboard.press('Escape');

    await manager.getByRole('button', { name: 'Check the chain' }).click();
    await manager.getByText('The audit log is whole').waitFor();
    await manager.close();
  });

  it('gives the audit log as a file, narrowed as the page is', async () => {
    await page.goto('/leadshop-testing/admin/audit?action=credential.store');
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /^Export CSV/ }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    const rows = text.trim().split('\n');
    assert.match(rows[0], /action/);
    assert.ok(rows.length > 1);
    assert.ok(rows.slice(1).every(row => row.includes('credential.store')));
  });
});
