// The live link is lost and comes back: the page says so, and misses nothing.
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { endOf, startTest } from './api.mjs';
import { sampleLead } from './leads.mjs';
import { LIVE_PATH, openBrowser, sameDocument, signIn } from './portal.mjs';

/**
 * Puts itself between the page and its live link, which can then be cut: for
 * the page it is as if the server had gone.
 */
async function cuttableLink(page) {
  let cut = false;
  const events = new EventEmitter();
  const open = new Set();
  await page.routeWebSocket(
    ({ pathname }) => pathname === LIVE_PATH,
    socket => {
      if (cut) {
        socket.close({ code: 1012 });
        return;
      }
      const server = socket.connectToServer();
      server.onMessage(message => {
        socket.send(message);
        if (JSON.parse(message).type === 'subscribed') events.emit('up');
      });
      open.add(socket);
      socket.onClose(() => open.delete(socket));
    },
  );
  return {
    /** Waits until the server has promised news. */
    up: () => once(events, 'up'),
    cut() {
      cut = true;
      for (const socket of open) socket.close({ code: 1012 });
      open.clear();
    },
    mend() {
      cut = false;
    },
  };
}

describe('a page that loses its live link', () => {
  let browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('says so, and shows what happened meanwhile, without a reload', async () => {
    const page = await signIn(browser, 'qa-tester');
    const link = await cuttableLink(page);
    await Promise.all([link.up(), page.reload()]);
    const history = page.getByRole('region', { name: 'Recent Test History' });
    await history.waitFor();
    const isSameDocument = await sameDocument(page);
    const banner = page.getByText(
      /asks every 5 seconds until the link is back/,
    );

    const ended = async () => {
      const lead = sampleLead();
      await endOf(await startTest(lead));
      return history.getByText(lead.website_url);
    };

    await (await ended()).waitFor();
    assert.equal(await banner.count(), 0);

    link.cut();
    await banner.waitFor();
    // The page asks for it, as it has no link
    await (await ended()).waitFor();

    link.mend();
    await page.getByRole('button', { name: 'Try now' }).click();
    await banner.waitFor({ state: 'detached' });
    await (await ended()).waitFor();
    await isSameDocument();
    await page.close();
  });

  it('replays what it missed when nobody asked for it', async () => {
    const page = await signIn(browser, 'qa-tester');
    const link = await cuttableLink(page);
    await Promise.all([link.up(), page.reload()]);
    const news = page.getByRole('status', { name: 'Finished tests' });
    await endOf(await startTest(sampleLead({ business_name: 'First Dental' })));
    await news.getByText('First Dental: succeeded').waitFor();

    link.cut();
    await endOf(
      await startTest(sampleLead({ business_name: 'Second Dental' })),
    );
    link.mend();
    // Only the feed announces tests; reading them again does not
    await news.getByText('Second Dental: succeeded').waitFor();
    await page.close();
  });
});
