// Who may only look: no page offers more, and the server refuses it too.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { callApi, endOf, startTest } from './api.mjs';
import { sampleLead } from './leads.mjs';
import { openBrowser, openPortal, signIn } from './portal.mjs';
import { addFault, clearFaults } from './sandbox.mjs';

const TOUCHES = /^(Run|Test Sample|Cancel|Rerun)/;

describe('a viewer', () => {
  let browser;
  let page;
  let lead;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    await clearFaults();
    lead = sampleLead();
    page = await signIn(browser, 'viewer');
  });
  afterEach(async () => {
    await page.close();
    await clearFaults();
  });

  it('finds nothing to run or to cancel, and is refused by the API', async () => {
    await addFault({
      component: 'pagespeed',
      kind: 'timeout',
      match: lead.website_url,
    });
    const id = await startTest({ ...lead, business_name: 'Watched Dental' });
    const card = page.getByRole('article', { name: 'Test of Watched Dental' });
    await card.getByText('4. PageSpeed Integration: Running').waitFor();

    assert.equal(await page.getByRole('button', { name: TOUCHES }).count(), 0);
    await page.keyboard.press('r');
    assert.equal(await page.getByRole('dialog').count(), 0);

    const run = await callApi('viewer', '/run-pipeline', {
      test_type: 'full_pipeline',
      lead_data: lead,
    });
    assert.equal(run.status, 403);
    assert.equal(
      run.body.error.message,
      "Permission 'run_pipeline_tests' required",
    );
    const cancel = await callApi('viewer', `/tests/${id}/cancel`, {});
    assert.equal(cancel.status, 403);
    await card.waitFor();

    assert.equal(
      (await callApi('qa-tester', `/tests/${id}/cancel`, {})).status,
      200,
    );
    await card.getByText('Cancelled', { exact: true }).waitFor();
  });

  it('sees results without personal data', async () => {
    const id = await startTest(lead);
    assert.equal((await endOf(id)).status, 'success');

    const answers = [];
    page.on('response', response => {
      if (response.url().includes(`/tests/${id}`))
        answers.push(response.text());
    });
    await page.goto(`/leadshop-testing/tests/${id}?step=lead_data_model`);
    await page
      .getByText(
        'Personal data is only shown to those who manage leads or run tests.',
      )
      .waitFor();
    await page.getByRole('heading', { name: '2. Lead Data Model' }).waitFor();
    await page.getByRole('log').getByText('Every step succeeded').waitFor();
    await page.getByText(lead.website_url).first().waitFor();

    const received = (await Promise.all(answers)).join('\n');
    assert.ok(
      received.includes(lead.website_url),
      'what the page receives was not seen',
    );
    const shown = await page.locator('body').textContent();
    for (const field of ['contact_name', 'email', 'phone', 'notes']) {
      assert.ok(!shown.includes(lead[field]), `the page shows the ${field}`);
      assert.ok(
        !received.includes(lead[field]),
        `the page receives the ${field}`,
      );
    }
    assert.equal(await page.getByRole('button', { name: TOUCHES }).count(), 0);
    // The mail names the contact person
    await page.getByText('Report (PDF)').first().waitFor();
    assert.equal(await page.getByText('Mail (HTML)').count(), 0);
    const mail = await callApi('viewer', `/tests/${id}/artifacts/mail.html`);
    assert.equal(mail.status, 403);

    const rerun = await callApi('viewer', `/tests/${id}/rerun`, {});
    assert.equal(rerun.status, 403);
  });
});

describe('somebody without a role', () => {
  let browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  for (const path of [
    '',
    '/history',
    '/tests/00000000-0000-4000-8000-000000000000',
  ]) {
    it(`is told so on /leadshop-testing${path}`, async () => {
      const page = await openPortal(browser, 'no-role');
      const problems = [];
      page.on('pageerror', error => problems.push(error));
      await page.goto(`/leadshop-testing${path}`);
      await page.getByText('You may not see test results').waitFor();
      await page.getByText(/called view_test_results/).waitFor();
      assert.equal(
        await page.getByRole('button', { name: TOUCHES }).count(),
        0,
      );
      assert.deepEqual(problems, []);
      await page.close();
    });
  }

  it('is refused by the API', async () => {
    const { status, body } = await callApi('no-role', '/history');
    assert.equal(status, 403);
    assert.equal(body.error.message, "Permission 'view_test_results' required");
  });
});
