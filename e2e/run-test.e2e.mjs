// The main job: run the pipeline on a lead, watch it live, and find the result.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { endOf, startTest } from './api.mjs';
import { sampleLead } from './leads.mjs';
import { openStep, timelineOf } from './pages.mjs';
import { openBrowser, sameDocument, signIn } from './portal.mjs';
import { runInDialog } from './runDialog.mjs';
import { addFault, clearFaults, faultsFired } from './sandbox.mjs';

const STEPS = [
  'S3 Storage',
  'Lead Data Model',
  'Assessment Orchestrator',
  'PageSpeed Integration',
  'Security Scraper',
  'GBP Integration',
  'ScreenshotOne Integration',
  'SEMrush Integration',
  'LLM Visual Analysis',
  'Score Calculator',
  'Content Generator',
  'Report Builder & Email Formatter',
];

/** How the steps read that cannot end while PageSpeed does not answer. */
const CUT_OFF = {
  'PageSpeed Integration': 'Stopped',
  'Score Calculator': 'Skipped',
  'Content Generator': 'Skipped',
  'Report Builder & Email Formatter': 'Skipped',
};

/** How each step reads when all have succeeded but the last. */
const allBut = last =>
  STEPS.map(
    (title, index) =>
      `${index + 1}. ${title}: ${index < 11 ? 'Succeeded' : last}`,
  );

/** Keeps the mail server from answering, so that step 12 can be watched. */
const SLOW_MAIL = {
  component: 'smtp',
  kind: 'latency',
  delayMs: 4_000,
  count: 1,
};

/** The timeline's rows as `1. S3 Storage: Succeeded`. */
async function timelineTexts(page) {
  const texts = await timelineOf(page).getByRole('rowheader').allTextContents();
  return texts.map(text => text.replace(/^\d+/, '$&. '));
}

describe('the full pipeline test', () => {
  let browser;
  let page;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    await clearFaults();
    page = await signIn(browser, 'qa-tester');
  });
  afterEach(async () => {
    await page.close();
    await clearFaults();
  });

  it('fills the segments of its card as steps end, without a reload', async () => {
    const isSameDocument = await sameDocument(page);
    const lead = sampleLead({ business_name: 'Card Dental' });
    await addFault(SLOW_MAIL);
    await runInDialog(page, lead);

    const card = page.getByRole('article', { name: 'Test of Card Dental' });
    const segments = card.getByRole('list', { name: 'Steps' });
    await segments.getByText(/^12\. .*: Running$/).waitFor();
    assert.deepEqual(
      await segments.getByRole('listitem').allTextContents(),
      allBut('Running'),
    );
    await card.getByText(/^11 of 12 steps ended, now: Report/).waitFor();

    // The twelfth ends the test: it joins the history and is announced, and
    // its card shows the end before it goes
    await card.getByText(/^12 of 12 steps succeeded, score \d+$/).waitFor();
    assert.deepEqual(
      await segments.getByRole('listitem').allTextContents(),
      allBut('Succeeded'),
    );
    await card.getByRole('link', { name: 'Open the test' }).waitFor();
    const news = page.getByRole('status', { name: 'Finished tests' });
    await news.getByText('Card Dental: succeeded').waitFor();
    const row = page
      .getByRole('region', { name: 'Recent Test History' })
      .getByRole('row')
      .filter({ hasText: lead.website_url });
    await row.getByText('Succeeded').waitFor();
    await row.getByText('Sandbox').waitFor();

    await news.getByRole('link', { name: 'Open the test' }).click();
    await timelineOf(page).waitFor();
    assert.deepEqual(await timelineTexts(page), allBut('Succeeded'));
    await isSameDocument();
  });

  it('turns the twelve steps of its own page green, without a reload', async () => {
    const isSameDocument = await sameDocument(page);
    await addFault(SLOW_MAIL);
    await runInDialog(page, sampleLead({ business_name: 'Page Dental' }));
    await page
      .getByRole('article', { name: 'Test of Page Dental' })
      .getByRole('link', { name: 'Page Dental' })
      .click();

    const timeline = timelineOf(page);
    await timeline
      .getByRole('rowheader', { name: /: Running$/ })
      .first()
      .waitFor();
    const log = page.getByRole('log', { name: 'Event log' });
    assert.equal(await log.getByText('Every step succeeded').count(), 0);

    await page.getByRole('status').getByText('The test: Succeeded').waitFor();
    assert.deepEqual(await timelineTexts(page), allBut('Succeeded'));
    await log.getByText('Every step succeeded').waitFor();
    await isSameDocument();
  });

  it('runs the sample lead as it is, and again with the whole lead of the last test', async () => {
    const run = async () => {
      const answered = page.waitForResponse(/\/run-pipeline$/);
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Run (test|anyway)$/ })
        .click();
      return (await (await answered).json()).test_id;
    };
    await page.getByRole('button', { name: 'Test Sample Lead' }).click();
    const first = await endOf(await run());
    assert.equal(first.status, 'success');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    // Another visit: what this page knew is gone
    await page.reload();
    await page.getByRole('button', { name: 'Run Full Pipeline Test' }).click();
    const email = page.getByRole('dialog').getByLabel('Email');
    await page.waitForFunction(
      ([field, text]) => field.value === text,
      [await email.elementHandle(), first.lead_data.email],
    );
    const second = await endOf(await run());
    assert.equal(second.status, 'success');
    assert.deepEqual(second.lead_data, first.lead_data);
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    assert.ok(!kept.includes(first.lead_data.email), kept);
  });

  it('keeps what the steps found, the screenshot, the report and the log', async () => {
    const id = await startTest(sampleLead());
    assert.equal((await endOf(id)).status, 'success');
    await page.goto(`/leadshop-testing/tests/${id}`);

    await openStep(page, 'ScreenshotOne Integration');
    await page.getByRole('button', { name: 'Look closer: Desktop' }).click();
    const viewer = page.getByRole('dialog', { name: /^Screenshots of/ });
    const picture = viewer.getByRole('img', {
      name: /\(Desktop\), 1280 × 800/,
    });
    await picture.waitFor();
    await picture.evaluate(image => image.decode());
    assert.equal(await picture.evaluate(image => image.naturalWidth), 1280);
    await page.keyboard.press('ArrowRight');
    await viewer.getByRole('img', { name: /\(Mobile\), 390 × 844/ }).waitFor();
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });

    await openStep(page, 'Report Builder & Email Formatter');
    const report = page.getByTitle('Report (PDF)');
    const address = await report.getAttribute('src');
    assert.match(address, /^blob:/);
    // A frame that the portal's policy forbids shows an error page instead
    const frame = await (await report.elementHandle()).contentFrame();
    await frame.waitForURL(address);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('button', { name: 'Download Report (PDF)' })
        .last()
        .click(),
    ]);
    assert.equal(download.suggestedFilename(), 'report.pdf');
    const bytes = await readFile(await download.path());
    assert.equal(bytes.subarray(0, 5).toString('latin1'), '%PDF-');
    assert.match(bytes.subarray(-8).toString('latin1'), /%%EOF/);

    await page
      .getByTitle('Mail (HTML)')
      .contentFrame()
      .getByText('Sunrise Dental Care')
      .first()
      .waitFor();

    const log = page.getByRole('log', { name: 'Event log' });
    for (const message of [
      'S3 Storage started',
      'Report Builder & Email Formatter succeeded',
      'Every step succeeded',
    ]) {
      await log.getByText(message, { exact: true }).waitFor();
    }
  });

  it('leads from a number of the mail to the step that found it', async () => {
    const id = await startTest(sampleLead());
    await endOf(id);
    await page.goto(`/leadshop-testing/tests/${id}`);
    await openStep(page, 'Content Generator');
    const claims = page.getByRole('table', {
      name: 'Numbers and where they come from',
    });
    const source = claims.getByRole('link').first();
    const step = await source.textContent();
    await source.click();
    await page
      .getByRole('heading', { name: new RegExp(`^\\d+\\. ${step}$`) })
      .waitFor();
  });

  it('explains a step that was tried again, and compares a test with the one before', async () => {
    await addFault({
      component: 'semrush',
      kind: 'rate_limit',
      retryAfterSeconds: 1,
      count: 1,
    });
    const first = await startTest(
      sampleLead({ business_name: 'Again Dental' }),
    );
    await endOf(first);
    await page.goto(`/leadshop-testing/tests/${first}`);
    await openStep(page, 'SEMrush Integration');
    await page.getByText('Try 2', { exact: true }).waitFor();
    const words = await timelineOf(page)
      .getByRole('row')
      .filter({ hasText: 'SEMrush Integration' })
      .textContent();
    assert.match(words, /Try 1 failed after .*Paused for 1\.\d s before try 2/);

    await page.getByRole('button', { name: 'Rerun', exact: true }).click();
    await page.waitForURL(({ pathname }) => !pathname.endsWith(first));
    await page.getByRole('status').getByText('The test: Succeeded').waitFor();
    const compare = page.getByRole('button', { name: 'Compare with previous' });
    assert.match(
      await compare.getAttribute('href'),
      new RegExp(`/tests/compare\\?a=${first}&b=`),
    );
  });

  it('runs again from a step and keeps the results before it', async () => {
    const id = await startTest(sampleLead());
    await endOf(id);
    await page.goto(`/leadshop-testing/tests/${id}`);
    await openStep(page, 'Content Generator');
    const isSameDocument = await sameDocument(page);
    await page.getByRole('button', { name: 'Rerun from here' }).click();

    await page.waitForURL(
      ({ pathname }) => /\/tests\/./.test(pathname) && !pathname.endsWith(id),
    );
    const rerun = new URL(page.url()).pathname.split('/').pop();
    await page.getByText(`test ${rerun}`).waitFor();
    await page.getByRole('status').getByText('The test: Succeeded').waitFor();
    assert.deepEqual(await timelineTexts(page), allBut('Succeeded'));
    const durations = await timelineOf(page)
      .getByRole('row')
      .locator('td:last-child')
      .allTextContents();
    assert.deepEqual(
      durations.map(text => text === 'kept'),
      STEPS.map((_, index) => index < 10),
    );
    await isSameDocument();

    await openStep(page, 'Score Calculator');
    await page.getByRole('link', { name: 'an earlier test' }).click();
    await page.waitForURL(`**/tests/${id}`);
  });

  it('stops a test while a vendor still keeps it waiting', async () => {
    const lead = sampleLead({ business_name: 'Waiting Dental' });
    await addFault({
      component: 'pagespeed',
      kind: 'timeout',
      match: lead.website_url,
    });
    await runInDialog(page, lead);
    const card = page.getByRole('article', { name: 'Test of Waiting Dental' });
    // Everything that does not need step 4 is done
    await card.getByText(/^9\. .*: Succeeded$/).waitFor();
    await card.getByText('4. PageSpeed Integration: Running').waitFor();
    assert.ok((await faultsFired()) > 0, 'no vendor keeps the test waiting');

    await card.getByRole('button', { name: /^Cancel the test/ }).click();
    const question = page.getByRole('dialog', { name: 'Cancel this test?' });
    await question.getByRole('button', { name: 'Go back' }).click();
    await question.waitFor({ state: 'detached' });
    await card.getByRole('button', { name: /^Cancel the test/ }).click();
    await question.getByRole('button', { name: 'Cancel the test' }).click();

    const news = page.getByRole('status', { name: 'Finished tests' });
    await news.getByText('Waiting Dental: cancelled').waitFor();
    await card.getByText('Cancelled', { exact: true }).waitFor();
    await news.getByRole('link', { name: 'Open the test' }).click();
    await page.getByRole('status').getByText('The test: Cancelled').waitFor();
    assert.deepEqual(
      await timelineTexts(page),
      STEPS.map(
        (title, index) =>
          `${index + 1}. ${title}: ${CUT_OFF[title] ?? 'Succeeded'}`,
      ),
    );
    await page.getByRole('button', { name: 'Rerun', exact: true }).waitFor();
  });
});
