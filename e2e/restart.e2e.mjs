// The backend dies while somebody looks at the dashboard, and comes back. The
// page recovers by itself and shows what it missed. In a portal of its own, so
// that no other test misses its backend.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startBuiltPortal } from '../scripts/portal/built.mjs';
import {
  FORGETFUL,
  startTemporaryCluster,
} from '../scripts/postgres/temporary.mjs';

describe('the dashboard while the backend is away', () => {
  let database;
  let portal;
  let browser;
  let api;
  let pages;
  let sandbox;
  let leads;

  const start = async ports => {
    portal = await startBuiltPortal(
      { client: 'pg', connection: database.connection },
      undefined,
      ports,
    );
  };

  before(async () => {
    database = await startTemporaryCluster({
      ...FORGETFUL,
      max_connections: 300,
    });
    await start();
    process.env.BASE_URL = portal.url;
    process.env.SANDBOX_URL = portal.sandboxUrl;
    process.env.SANDBOX_SITES_URL = portal.sandboxSitesUrl;
    // They read once where the portal is
    api = await import('./api.mjs');
    pages = await import('./portal.mjs');
    sandbox = await import('./sandbox.mjs');
    leads = await import('./leads.mjs');
    browser = await pages.openBrowser();
  });
  after(async () => {
    await browser?.close();
    await portal?.group.stop();
    database?.stop();
  });

  it('says so, recovers, and shows what it missed', async () => {
    const lead = leads.sampleLead({ business_name: 'Phoenix Bakery' });
    const page = await pages.signIn(browser, 'qa-tester');
    const problems = [];
    page.on('pageerror', error => problems.push(error));
    const isSameDocument = await pages.sameDocument(page);
    await sandbox.addFault({
      component: 'pagespeed',
      kind: 'timeout',
      match: lead.website_url.split('/').pop(),
    });
    const id = await api.startTest(lead);
    const card = page.getByRole('article', { name: 'Test of Phoenix Bakery' });
    await card.getByText('4. PageSpeed Integration: Running').waitFor();

    portal.group.kill();
    await portal.group.ended;
    await page
      .getByText(/asks every 5 seconds until the link is back/)
      .waitFor();
    // What was known is still there to be read
    await card.waitFor();

    // The fault has gone with the sandbox: the test goes on and ends
    await start(portal.ports);
    await page
      .getByRole('status', { name: 'Finished tests' })
      .getByText('Phoenix Bakery: succeeded')
      .waitFor({ timeout: 90_000 });
    await page
      .getByText(/asks every 5 seconds until the link is back/)
      .waitFor({ state: 'detached' });
    await card.waitFor({ state: 'detached' });
    await page
      .getByRole('region', { name: 'Recent Test History' })
      .getByRole('row')
      .filter({ hasText: 'Phoenix Bakery' })
      .getByText('Succeeded')
      .waitFor();
    const test = await api.endOf(id);
    assert.equal(test.status, 'success');
    assert.equal(test.attempt, 2);
    await isSameDocument();
    assert.deepEqual(problems, []);
    await page.close();
  });
});
