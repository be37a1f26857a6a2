import { RequestListener } from 'node:http';
import { AllowedHost } from '../../config';
import { BasicAuth, KeyError } from '../../credentials';
import { failureOf } from './__testUtils__/failureOf';
import {
  Credentials,
  makeCertificate,
  startSite,
  startTlsSite,
  TestSite,
} from './__testUtils__/sites';
import { createGuardedClient } from './guardedClient';
import { explainUnsafeOrigin } from './siteUrls';

const { signal } = new AbortController();
const AUTH: BasicAuth = {
  name: 'Staging',
  username: 'tester',
  password: 'pä$$ wörd:1',
};
const TOKEN = Buffer.from('tester:pä$$ wörd:1').toString('base64');
const sites: TestSite[] = [];
let certificate: Credentials;

beforeAll(async () => {
  certificate = await makeCertificate({ name: 'localhost' });
});
afterEach(async () => {
  await Promise.all(sites.splice(0).map(each => each.stop()));
});

const redirectTo =
  (location: () => string): RequestListener =>
  (_, response) => {
    response.writeHead(302, { location: location() }).end();
  };
const page: RequestListener = (_, response) => response.end('page');

async function site(listener: RequestListener = page, tls = true) {
  const started = tls
    ? await startTlsSite(certificate, listener)
    : await startSite(listener);
  sites.push(started);
  return started;
}

const sent = (target: TestSite) =>
  target.requests.map(({ headers }) => headers.authorization);
const https = (target: TestSite) => `https://localhost:${target.port}`;

/** Fetches with a credential that is stored for `origin`. */
function fetchWith(origin: string, url: string, open: AllowedHost[]) {
  const asked: string[] = [];
  return createGuardedClient({
    allowedHosts: open,
    // Without the setting, the ports and addresses of tests would be refused
    addressProblem: () => undefined,
    ports: sites.map(({ port }) => port),
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    credentials: {
      forOrigin: async at => {
        asked.push(at);
        return at === origin ? AUTH : undefined;
      },
    },
  })
    .fetch(url, { signal })
    .then(fetched => ({ ...fetched, asked }));
}

const opened = (target: TestSite) =>
  target.allowed('localhost', { ca: certificate.cert });

describe('a stored credential', () => {
  it('is sent to its origin over https, on every page there', async () => {
    const home = await site((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/in' });
      response.end();
    });
    const fetched = await fetchWith(https(home), `${https(home)}/`, [
      opened(home),
    ]);
    expect(sent(home)).toEqual([`Basic ${TOKEN}`, `Basic ${TOKEN}`]);
    expect(fetched.hops.map(hop => hop.credential)).toEqual([
      'Staging',
      'Staging',
    ]);
  });

  it.each([
    ['another port', (port: number) => `https://localhost:${port + 1}`],
    ['another scheme', (port: number) => `http://localhost:${port}`],
    ['another host', (port: number) => `https://127.0.0.1:${port}`],
    ['a host that begins so', (port: number) => `https://local:${port}`],
  ])('stored for %s is not sent', async (_, origin) => {
    const home = await site();
    const fetched = await fetchWith(origin(home.port), https(home), [
      opened(home),
    ]);
    expect(sent(home)).toEqual([undefined]);
    expect(fetched.hops[0]).not.toHaveProperty('credential');
  });

  it('is sent over http only to a host that the operator opened', async () => {
    const plain = await site(page, false);
    const url = `http://localhost.example:${plain.port}`;
    const shut = await fetchWith(url, url, []);
    expect(shut.asked).toEqual([]);
    await fetchWith(url, url, [plain.allowed('localhost.example')]);
    expect(sent(plain)).toEqual([undefined, `Basic ${TOKEN}`]);
  });

  it('does not go along to another origin, nor home again from there', async () => {
    let away = '';
    const home = await site((request, response) => {
      if (request.url === '/back') response.end('home');
      else redirectTo(() => away)(request, response);
    });
    const there = await site(redirectTo(() => `${https(home)}/back`));
    away = https(there);
    await fetchWith(https(home), https(home), [opened(home), opened(there)]);
    expect(sent(home)).toEqual([`Basic ${TOKEN}`, undefined]);
    expect(sent(there)).toEqual([undefined]);
  });

  it('is not sent for whoever redirects to its origin', async () => {
    const home = await site();
    const stranger = await site(redirectTo(() => https(home)));
    const open = [opened(home), opened(stranger)];
    const fetched = await fetchWith(https(home), https(stranger), open);
    expect(fetched.hops.map(hop => hop.status)).toEqual([302, 200]);
    expect(sent(home)).toEqual([undefined]);
  });

  it('does not get into what is kept of a site that repeats it', async () => {
    const encoded = encodeURIComponent(AUTH.password);
    const home = await site((request, response) => {
      const said = String(request.headers.authorization);
      if (request.url === '/') {
        response.writeHead(302, { location: `/in?p=${encoded}&t=${TOKEN}` });
        response.end();
        return;
      }
      response.setHeader('X-Debug', said);
      response.setHeader('Set-Cookie', [`a=${TOKEN}`, 'b=2']);
      response.end(`<p>ü ${said} ${AUTH.password} ${encoded}</p>`);
    });
    const fetched = await fetchWith(https(home), https(home), [opened(home)]);
    expect(fetched.final_url).toBe(`${https(home)}/in?p=***&t=***`);
    expect(fetched.hops[1].headers['set-cookie']).toEqual(['a=***', 'b=2']);
    expect(Buffer.from(fetched.body).toString()).toBe(
      '<p>ü Basic *** *** ***</p>',
    );
    const kept = JSON.stringify(fetched);
    for (const secret of [TOKEN, AUTH.password, encoded]) {
      expect(kept).not.toContain(secret);
    }
  });

  it('that cannot be read is a matter of the configuration', async () => {
    const home = await site();
    const client = createGuardedClient({
      allowedHosts: [opened(home)],
      credentials: {
        forOrigin: async () => {
          throw new KeyError('missing', "The key 'k1' is missing.");
        },
      },
    });
    const error = await failureOf(client.fetch(https(home), { signal }));
    expect(error).toMatchObject({ fault: 'config', retryable: false });
    expect(error.message).toBe(
      `The credential that is stored for ${https(
        home,
      )} cannot be read. The key 'k1' is missing.`,
    );
    expect(home.requests).toEqual([]);
  });

  it('that the database does not give is no fault of the site', async () => {
    const home = await site();
    const broken = new Error('connection terminated');
    const client = createGuardedClient({
      allowedHosts: [opened(home)],
      credentials: { forOrigin: () => Promise.reject(broken) },
    });
    await expect(client.fetch(https(home), { signal })).rejects.toBe(broken);
  });
});

it.each([
  ['https://staging.example.com', /^$/],
  ['http://staging.example.com', /over http the password could be read/],
  ['http://box.example:8080', /^$/],
  ['https://10.0.0.1', /cannot be used/],
  ['https://intranet', /a name inside a network/],
  ['https://staging.example.com:8443', /its port is 8443/],
])('a credential may be stored for %s: %s', (origin, problem) => {
  const open: AllowedHost[] = [
    { host: 'box.example', port: 8080, mode: 'live' },
  ];
  expect(explainUnsafeOrigin(origin, open) ?? '').toMatch(problem);
});
