import { AllowedHost } from '../../config';
import { failureOf } from './__testUtils__/failureOf';
import { startSite, TestSite } from './__testUtils__/sites';
import { ResolveName } from './connection';
import { createGuardedClient } from './guardedClient';

const { signal } = new AbortController();
const sites: TestSite[] = [];
afterEach(async () => {
  await Promise.all(sites.splice(0).map(each => each.stop()));
});

async function site(...args: Parameters<typeof startSite>) {
  const started = await startSite(...args);
  sites.push(started);
  return started;
}

const allAt =
  (...addresses: string[]): ResolveName =>
  async () =>
    addresses.map(address => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));

function coded(code: string) {
  return Object.assign(new Error(`getaddrinfo ${code}`), { code });
}

describe('an address that is not public', () => {
  it.each([
    ['http://10.0.0.1/', 'private'],
    ['http://2130706433/', 'this machine'],
    ['http://017700000001/', 'this machine'],
    ['http://[::ffff:169.254.169.254]/', 'metadata'],
    ['https://shop.example:8443/', 'port is 8443'],
    ['gopher://shop.example/', 'scheme'],
    ['nonsense', 'not a web address'],
  ])('is not called: %s', async (url, why) => {
    const resolve = jest.fn(allAt('8.8.8.8'));
    const client = createGuardedClient({ allowedHosts: [], resolve });
    const error = await failureOf(client.fetch(url, { signal }));
    expect(error.message).toContain(why);
    expect(error).toMatchObject({ fault: 'lead', retryable: false });
    expect(resolve).not.toHaveBeenCalled();
  });

  it.each([
    [['10.1.2.3'], '10.1.2.3 is a private address'],
    [['8.8.8.8', '127.0.0.1'], '127.0.0.1'],
    [['2606:4700::1', 'fd00::1'], 'fd00::1'],
    [['169.254.169.254'], 'metadata'],
    [['::ffff:192.168.0.1'], '192.168.0.1'],
  ])('is not called by a name for %j', async (addresses, why) => {
    const client = createGuardedClient({
      allowedHosts: [],
      resolve: allAt(...addresses),
    });
    const error = await failureOf(
      client.fetch('http://shop.example/', { signal }),
    );
    expect(error.message).toContain(`shop.example leads to`);
    expect(error.message).toContain(why);
    expect(error.message).toContain('allowedHosts');
    expect(error.fault).toBe('lead');
  });

  it('is not called after the name was judged, whatever it says then', async () => {
    const target = await site((_, response) => response.end('judged'));
    const answers = ['127.0.0.1', '127.0.0.2'];
    const resolve = jest.fn(async () => [
      { address: answers.shift() ?? '127.0.0.2', family: 4 },
    ]);
    const client = createGuardedClient({
      allowedHosts: [],
      // Stands for the public internet, which tests cannot reach
      addressProblem: address =>
        address === '127.0.0.1' ? undefined : `${address} is private`,
      ports: [target.port],
      resolve,
    });
    const url = `http://rebind.example:${target.port}/`;
    const fetched = await client.fetch(url, { signal });
    expect(fetched.hops[0].address).toBe('127.0.0.1');
    expect(resolve).toHaveBeenCalledTimes(1);
    const error = await failureOf(client.fetch(url, { signal }));
    expect(error.message).toContain('127.0.0.2 is private');
    expect(target.requests).toHaveLength(1);
  });
});

it('tries the next of several addresses when one does not answer', async () => {
  const target = await site((_, response) => response.end('ok'));
  const client = createGuardedClient({
    allowedHosts: [target.allowed()],
    resolve: allAt('127.0.0.3', '127.0.0.1'),
  });
  const fetched = await client.fetch(`http://shop.example:${target.port}/`, {
    signal,
  });
  expect(fetched.hops[0].address).toBe('127.0.0.1');
});

it('uses the resolver of the system when none is given', async () => {
  const target = await site((_, response) => response.end('ok'));
  const client = createGuardedClient({
    allowedHosts: [target.allowed('localhost', { mode: 'sandbox' })],
  });
  const fetched = await client.fetch(`http://localhost:${target.port}/`, {
    signal,
  });
  expect(fetched.hops[0].address).toBe('127.0.0.1');
});

describe('a name that cannot be resolved', () => {
  it.each([
    ['ENOTFOUND', 'lead', false, 'no DNS entry'],
    ['EAI_AGAIN', 'network', true, 'name server gave no answer'],
    ['ESOMETHING', 'network', true, 'ESOMETHING'],
  ])('with %s', async (code, fault, retryable, why) => {
    const client = createGuardedClient({
      allowedHosts: [],
      resolve: () => Promise.reject(coded(code)),
    });
    const error = await failureOf(
      client.fetch('http://shop.example/', { signal }),
    );
    expect(error).toMatchObject({ fault, retryable });
    expect(error.message).toContain(why);
  });

  it('for a reason without a code', async () => {
    const client = createGuardedClient({
      allowedHosts: [],
      resolve: () => Promise.reject(new Error('odd')),
    });
    const error = await failureOf(
      client.fetch('http://shop.example/', { signal }),
    );
    expect(error.message).toContain('unknown error');
  });
});

describe('a redirect', () => {
  /** A site that answers every path with a redirect to what `to` says. */
  async function redirecting(
    to: (path: string, self: TestSite) => string | undefined,
    status = 302,
  ) {
    const target: TestSite = await site((request, response) => {
      const location = to(request.url ?? '', target);
      if (location !== undefined) {
        response.writeHead(status, { Location: location });
      }
      response.end(request.url);
    });
    const fetch = (
      path: string,
      allowed: AllowedHost[] = [target.allowed()],
      resolve = allAt('127.0.0.1'),
    ) =>
      createGuardedClient({ allowedHosts: allowed, resolve }).fetch(
        `http://shop.example:${target.port}${path}`,
        { signal },
      );
    return { target, fetch };
  }

  it.each([301, 302, 303, 307, 308])('with %i is followed', async status => {
    const { target, fetch } = await redirecting(
      path => (path === '/end' ? undefined : 'end'),
      status,
    );
    const fetched = await fetch('/start');
    expect(fetched.hops.map(hop => [hop.status, hop.url])).toEqual([
      [status, `http://shop.example:${target.port}/start`],
      [200, `http://shop.example:${target.port}/end`],
    ]);
    expect(fetched.final_url).toBe(`http://shop.example:${target.port}/end`);
    expect(Buffer.from(fetched.body).toString()).toBe('/end');
  });

  it.each([300, 304])('with %i is an answer', async status => {
    const { fetch } = await redirecting(() => '/elsewhere', status);
    expect((await fetch('/')).hops).toHaveLength(1);
  });

  it('without an address is an answer', async () => {
    const target = await site((_, response) => {
      response.statusCode = 302;
      response.end();
    });
    const client = createGuardedClient({
      allowedHosts: [target.allowed()],
      resolve: allAt('127.0.0.1'),
    });
    const fetched = await client.fetch(`http://shop.example:${target.port}/`, {
      signal,
    });
    expect(fetched.hops).toHaveLength(1);
  });

  it('is followed five times and no more', async () => {
    const { target, fetch } = await redirecting(path =>
      path === '/0' ? undefined : `/${Number(path.slice(1)) - 1}`,
    );
    expect((await fetch('/5')).hops).toHaveLength(6);
    target.requests.length = 0;
    const error = await failureOf(fetch('/9'));
    expect(error.message).toContain('more than 5 times');
    expect(error.fault).toBe('lead');
    expect(target.requests).toHaveLength(6);
  });

  it('in a circle is noticed', async () => {
    const { target, fetch } = await redirecting(path =>
      path === '/a' ? '/b#x' : '/a#y',
    );
    const error = await failureOf(fetch('/a'));
    expect(error.message).toContain('in a circle');
    expect(target.requests).toHaveLength(2);
  });

  it.each([
    ['http://127.0.0.1/admin', 'this machine'],
    ['http://[::1]/', 'this machine'],
    ['http://169.254.169.254/latest/meta-data/', 'metadata'],
    ['http://localhost/', 'inside a network'],
    ['file:///etc/passwd', "scheme is 'file'"],
    // eslint-disable-next-line no-script-url -- what a hostile site may answer
    ['javascript:alert(1)', "scheme is 'javascript'"],
    ['http://user:pw@shop.example/', 'user name or password'],
    ['//shop.example:22/', 'port is 22'],
  ])('to %s is not followed', async (location, why) => {
    const { fetch } = await redirecting(() => location);
    const error = await failureOf(fetch('/'));
    expect(error.message).toContain('The redirect was not followed');
    expect(error.message).toContain(why);
    expect(error.fault).toBe('lead');
  });

  it('to a name that leads to a private address is not followed', async () => {
    const { fetch } = await redirecting(() => 'http://inner.example/');
    const error = await failureOf(
      fetch('/', undefined, async name => [
        {
          address: name === 'inner.example' ? '10.0.0.9' : '127.0.0.1',
          family: 4,
        },
      ]),
    );
    expect(error.message).toContain('The redirect was not followed');
    expect(error.message).toContain('10.0.0.9');
  });

  it('to something that is no address is an error of the site', async () => {
    const { fetch } = await redirecting(() => 'http://');
    const error = await failureOf(fetch('/'));
    expect(error.message).toContain('not a web address');
  });
});
