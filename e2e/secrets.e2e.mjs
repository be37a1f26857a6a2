// No secret reaches a browser: not in the code that was built, not in what the
// backend puts into the page, and not in anything that an administrator's
// browser is sent while its user looks around.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { BASE_URL, openBrowser, signIn } from './portal.mjs';
import { REPOSITORY } from '../scripts/portal/settings.mjs';

const BUILT = path.join(REPOSITORY, 'packages', 'app', 'dist');
/** What scripts/portal/built.mjs made up for this portal. */
const SECRETS = JSON.parse(process.env.PORTAL_SECRETS);
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}/;

/** @param {string} text */
function secretsIn(text) {
  const guises = Object.entries(SECRETS).flatMap(([name, secret]) => [
    [name, secret],
    [name, encodeURIComponent(secret)],
    [name, Buffer.from(secret).toString('base64').replace(/=+$/, '')],
  ]);
  const found = guises.filter(([, guise]) => text.includes(guise));
  return found.map(([name]) => name);
}

describe('secrets', () => {
  let browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('are not in what was built for the browser', () => {
    assert.ok(Object.keys(SECRETS).length >= 3);
    const files = readdirSync(BUILT, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => path.join(entry.parentPath ?? entry.path, entry.name));
    assert.ok(files.length > 20, `only ${files.length} files were built`);
    let seesThePlugin = false;
    for (const file of files) {
      const text = readFileSync(file, 'latin1');
      assert.deepEqual(secretsIn(text), [], file);
      assert.doesNotMatch(text, PRIVATE_KEY, file);
      seesThePlugin ||= text.includes('LeadShop Testing Interface');
    }
    assert.ok(seesThePlugin, 'the plugin is not in what was built');
  });

  it('are not in what the page is told of the configuration', async () => {
    const html = await (await fetch(`${BASE_URL}/`)).text();
    const sections = ['"leadshopTesting"', '"sampleLead"'];
    for (const section of sections) assert.ok(html.includes(section), section);
    assert.deepEqual(secretsIn(html), []);
    for (const hidden of ['"credentials"', '"providers":{"', '"database"']) {
      assert.ok(!html.includes(hidden), hidden);
    }
  });

  it('are not sent to the browser of an administrator', async () => {
    const page = await signIn(browser, 'admin');
    const sent = [];
    // Only what has come whole: a body that is asked for before, and that the page
    // leaves behind, may be waited for in vain
    page.on('requestfinished', request => {
      sent.push(
        request
          .response()
          .then(response => response.body())
          .then(
            body => `${request.url()}\n${body.toString('latin1')}`,
            // A redirect, or what the page no longer holds
            () => request.url(),
          ),
      );
    });
    for (const [place, asked] of Object.entries({
      '': '/status',
      '/leads': '/leads',
      '/history': '/history',
      '/metrics': '/metrics',
      '/admin/roles': '/roles',
      '/admin/audit': '/audit-events',
      '/admin/settings': '/config',
      '/admin/credentials': '/credentials',
    })) {
      const answered = page.waitForResponse(response =>
        response.url().includes(`/api/leadshop-testing/v1${asked}`),
      );
      await page.goto(`/leadshop-testing${place}`);
      await answered;
      await page.waitForLoadState('networkidle');
    }
    const answers = await Promise.all(sent);
    await page.close();
    assert.ok(answers.some(text => text.includes('/v1/config')));
    assert.ok(answers.some(text => text.includes('/v1/credentials')));
    for (const text of answers) {
      assert.deepEqual(secretsIn(text), [], text.split('\n', 1)[0]);
    }
  });
});
