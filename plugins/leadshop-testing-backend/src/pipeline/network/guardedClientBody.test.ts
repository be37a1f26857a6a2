import { brotliCompressSync, gzipSync } from 'node:zlib';
import { startSite, TestSite } from './__testUtils__/sites';
import { createGuardedClient, GuardedClientOptions } from './guardedClient';

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

const clientFor = (target: TestSite, limits?: GuardedClientOptions['limits']) =>
  createGuardedClient({
    allowedHosts: [target.allowed('127.0.0.1')],
    limits,
  });

const urlOf = (target: TestSite, path = '/') =>
  `http://127.0.0.1:${target.port}${path}`;

describe('a body that is too much', () => {
  const limits = { maxBytes: 10_000 };

  it('is whole at exactly the limit and cut one byte later', async () => {
    const target = await site(({ url = '' }, response) =>
      response.end(Buffer.alloc(Number(url.slice(1)))),
    );
    const client = clientFor(target, limits);
    const whole = await client.fetch(urlOf(target, '/10000'), { signal });
    const cut = await client.fetch(urlOf(target, '/10001'), { signal });
    expect([whole.body.byteLength, whole.truncated]).toEqual([10_000, false]);
    expect([cut.body.byteLength, cut.truncated]).toEqual([10_000, true]);
  });

  it('is cut where the caller asks, but never later than the limit', async () => {
    const target = await site((_, response) =>
      response.end('x'.repeat(20_000)),
    );
    const client = clientFor(target, limits);
    const less = await client.fetch(urlOf(target), { signal, maxBytes: 7 });
    const more = await client.fetch(urlOf(target), { signal, maxBytes: 1e9 });
    expect(less.body.byteLength).toBe(7);
    expect(more.body.byteLength).toBe(10_000);
  });

  it('is cut at 5 MiB when nobody says otherwise', async () => {
    const target = await site((_, response) =>
      response.end(Buffer.alloc(6 * 1024 * 1024)),
    );
    const fetched = await clientFor(target).fetch(urlOf(target), { signal });
    expect(fetched.body.byteLength).toBe(5 * 1024 * 1024);
    expect(fetched.truncated).toBe(true);
  });

  it('is cut when it is endless, and the connection ends', async () => {
    const target = await site((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(4096)));
      };
      response.on('drain', more);
      more();
    });
    const fetched = await clientFor(target, limits).fetch(urlOf(target), {
      signal,
    });
    expect(fetched).toMatchObject({ truncated: true });
    await target.abandoned();
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('is cut when %s unpacks to much more', async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(50 * 1024 * 1024));
    const target = await site((_, response) => {
      response.setHeader('Content-Encoding', encoding);
      response.end(bomb);
    });
    const fetched = await clientFor(target, { maxBytes: 100_000 }).fetch(
      urlOf(target),
      { signal },
    );
    expect(fetched.body.byteLength).toBe(100_000);
    expect(fetched.truncated).toBe(true);
  });

  it('is cut when it never unpacks to anything', async () => {
    const emptyBlock = Buffer.from([0, 0, 0, 255, 255]);
    const header = gzipSync('').subarray(0, 10);
    const target = await site((_, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.write(header);
      const blocks = Buffer.concat(Array(1000).fill(emptyBlock));
      const more = () => {
        while (!response.destroyed && response.write(blocks));
      };
      response.on('drain', more);
      more();
    });
    const fetched = await clientFor(target, limits).fetch(urlOf(target), {
      signal,
    });
    expect(fetched).toMatchObject({ truncated: true });
    expect(fetched.body.byteLength).toBe(0);
  });
});
