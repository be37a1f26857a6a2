import { createGuardedClient, GuardedClientOptions } from '../pipeline/network';
import { startSite, TestSite } from '../pipeline/network/__testUtils__/sites';
import { LeadshopTestingConfig } from '../config';
import { securityScraper } from './securityScraper';

const { signal } = new AbortController();
const NAMES = ['places', 'pagespeed', 'screenshotone', 'semrush', 'llm'];
const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
let site: TestSite;
let status: number;

beforeAll(async () => {
  site = await startSite((_, response) => {
    response.statusCode = status;
    response.end('nothing for robots');
  });
});
beforeEach(() => {
  status = 404;
  site.requests.length = 0;
});
afterAll(() => site.stop());

/** A probe in production: no site is named, and some vendors are elsewhere. */
function probeOf(
  vendors: readonly string[],
  options: Partial<GuardedClientOptions> = {},
) {
  const providers = Object.fromEntries(
    NAMES.map((name, at) => [
      name,
      vendors[at]
        ? { mode: 'live', baseUrl: vendors[at] }
        : { mode: 'sandbox', baseUrl: 'http://127.0.0.1:1' },
    ]),
  );
  return securityScraper(
    createGuardedClient({
      allowedHosts: [site.allowed('vendor.example')],
      resolve,
      ...options,
    }),
    { providers, health: {} } as unknown as LeadshopTestingConfig,
  );
}
const vendor = () => `http://vendor.example:${site.port}/v1/things?key=secret`;
/** Nobody listens there. */
const GONE = { host: 'gone.example', port: 1, mode: 'live' } as const;

it.each([200, 404, 503])(
  'is well when a vendor answers at all (%s), and asks for no more than robots do',
  async answered => {
    status = answered;
    const probe = probeOf([vendor(), vendor()]);
    expect(probe).toMatchObject({ mode: 'live', blame: 'network' });
    await probe.check({ signal });
    expect(site.requests.map(({ url }) => url)).toEqual(['/robots.txt']);
  },
);

it('asks the next one when one is not reached', async () => {
  const allowedHosts = [GONE, site.allowed('vendor.example')];
  await probeOf(['http://gone.example:1', vendor()], { allowedHosts }).check({
    signal,
  });
  expect(site.requests).toHaveLength(1);
});

it('blames the network when none is reached, and says what to do', async () => {
  const probe = probeOf(['http://gone.example:1'], { allowedHosts: [GONE] });
  await expect(probe.check({ signal })).rejects.toMatchObject({
    fault: 'network',
    message: expect.stringMatching(/refuses connections.*health\.siteUrl/),
  });
});

it('calls nobody inside the own network, and learns nothing of it', async () => {
  await probeOf(['https://proxy.internal', 'https://gateway.example']).check({
    signal,
  });
  expect(site.requests).toEqual([]);
});

it('is content with what is built in when nothing is outside', async () => {
  const probe = probeOf([]);
  expect(probe.mode).toBeNull();
  await probe.check({ signal });
});
