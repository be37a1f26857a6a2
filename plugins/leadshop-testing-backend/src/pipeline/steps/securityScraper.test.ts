import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Bench, startBench } from './__testUtils__/bench';
import { securityScraperDetailsSchema } from './securityScraper';

jest.setTimeout(60_000);

describe('security_scraper on a site without TLS', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  let site: Server;
  let bench: Bench;
  let siteUrl: string;

  beforeAll(async () => {
    site = createServer((request, response) => {
      if (request.url === '/robots.txt') {
        request.socket.destroy();
      } else if (request.url === '/') {
        response.writeHead(302, { location: '/home', 'set-cookie': 'a=b' });
        response.end();
      } else {
        response.setHeader('content-type', 'text/html');
        response.end('<p>Write to owner@shop.example</p>');
      }
    });
    await new Promise<void>(resolve => {
      site.listen(0, '127.0.0.1', resolve);
    });
    const { port } = site.address() as AddressInfo;
    siteUrl = `http://127.0.0.1:${port}/`;
    bench = await startBench({
      databases,
      config: { network: { allowedHosts: [{ host: '127.0.0.1', port }] } },
    });
  });
  afterAll(async () => {
    await bench.stop();
    site.closeAllConnections();
    site.close();
  });

  it('says so, follows redirects, and does without robots.txt', async () => {
    const test = bench.begin({ website_url: siteUrl });
    await test.runBefore('security_scraper');
    const { details, personal, provider_mode, warnings } = await test.succeed(
      'security_scraper',
    );
    const found = securityScraperDetailsSchema.parse(details);
    expect(found.hops.map(hop => hop.status)).toEqual([302, 200]);
    expect(found.final_url).toBe(`${siteUrl}home`);
    expect(found.tls).toBeNull();
    expect(found.findings[0]).toMatchObject({ id: 'no_tls', severity: 'high' });
    // Set on the way, not by the page itself
    expect(found.cookies.map(cookie => cookie.name)).toEqual(['a']);
    expect(found.robots).toMatchObject({ present: false, status: null });
    expect(warnings).toEqual(['robots.txt could not be fetched']);
    expect(personal).toEqual({
      contacts: { emails: ['owner@shop.example'], phones: [] },
    });
    expect(provider_mode).toBe('live');
  });
});
