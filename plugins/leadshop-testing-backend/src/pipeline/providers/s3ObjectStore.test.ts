import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Providers } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { failureOf } from '../network/__testUtils__/failureOf';
import {
  FaultKind,
  SandboxProviders,
  signal,
} from './__testUtils__/sandboxProviders';
import { listening } from './__testUtils__/vendor';

const options = { signal };
const body = Buffer.from('evidence äöü');
let started: SandboxProviders;
beforeAll(async () => {
  started = await SandboxProviders.start();
});
afterEach(() => started.reset());
afterAll(() => started.stop());

const store = (settings: object = {}) =>
  started.create({
    providers: {
      s3: {
        endpoint: `${started.sandbox.httpUrl}/s3`,
        bucket: 'leadshop-testing',
        accessKeyId: 'an-access-key',
        secretAccessKey: 'a-secret-key',
        forcePathStyle: true,
        ...settings,
      },
    },
  }).objectStore;

it('puts, heads, gets, streams and deletes an object', async () => {
  const objects = store();
  expect(objects).toMatchObject({
    mode: 'sandbox',
    bucket: 'leadshop-testing',
  });
  await objects.checkBucket(options);
  expect(await objects.put('a/b c.txt', body, 'text/plain', options)).toEqual({
    key: 'a/b c.txt',
    size: body.byteLength,
    sha256: createHash('sha256').update(body).digest('hex'),
    content_type: 'text/plain',
  });
  const described = { size: body.byteLength, content_type: 'text/plain' };
  expect(await objects.head('a/b c.txt', options)).toEqual(described);
  expect(Buffer.from(await objects.get('a/b c.txt', options))).toEqual(body);
  const streamed = await objects.stream('a/b c.txt', options);
  expect(streamed).toMatchObject(described);
  expect(await buffer(streamed.body)).toEqual(body);
  await objects.delete('a/b c.txt', options);
  expect(await objects.head('a/b c.txt', options)).toBeUndefined();
});

it('ends a stream when the caller gives up', async () => {
  const objects = store();
  await objects.put('large', Buffer.alloc(8e6), 'text/plain', options);
  const controller = new AbortController();
  const { body: stream } = await objects.stream('large', {
    signal: controller.signal,
  });
  controller.abort();
  await expect(buffer(stream)).rejects.toThrow(/abort/i);
});

it('replaces an object of the same key', async () => {
  const objects = store();
  await objects.put('k', Buffer.from('one'), 'text/plain', options);
  await objects.put('k', Buffer.from('two'), 'text/plain', options);
  expect(Buffer.from(await objects.get('k', options)).toString()).toBe('two');
});

it('lists what begins with a prefix, however much it is', async () => {
  const objects = store();
  const keys = Array.from({ length: 1_003 }, (_, i) => `listed/${i + 1000}`);
  for (const key of ['listing', ...keys]) {
    await objects.put(key, Buffer.from('x'), 'text/plain', options);
  }
  expect(await objects.list('listed/', options)).toEqual(keys);
  expect(await objects.list('nothing/', options)).toEqual([]);
});

it('names a bucket that is missing, and what to do', async () => {
  const error = await failureOf(
    store({ bucket: 'missing-one' }).checkBucket(options),
  );
  expect(error).toMatchObject({
    provider: 's3',
    fault: 'config',
    retryable: false,
    mode: 'sandbox',
  });
  expect(error.message).toContain("no bucket 'missing-one'");
  expect(error.message).toContain('leadshopTesting.providers.s3.bucket');
});

it('says when an object is missing', async () => {
  const error = await failureOf(store().get('nothing', options));
  expect(error).toMatchObject({ fault: 'leadshop', retryable: false });
  expect(error.message).toContain('does not hold the object');
});

const put = (all: Pick<Providers, 'objectStore'>) =>
  all.objectStore.put('k', body, 'text/plain', options);
describe('a fault', () => {
  it.each([
    ['status', { status: 500 }, 'vendor', true, '500'],
    ['outage', {}, 'vendor', true, '503'],
    [
      'rate_limit',
      { retryAfterSeconds: 3 },
      'vendor',
      true,
      'too many calls',
      3000,
    ],
    ['quota', {}, 'vendor', false, 'quota'],
    ['timeout', {}, 'vendor', true, 'within 250 ms'],
    ['reset', {}, 'vendor', true, 'broke off'],
    ['status', { status: 403 }, 'config', false, 'refused the key'],
  ] as [FaultKind, object, string, boolean, string, number?][])(
    '%s %j',
    async (...each) => {
      const [kind, more, fault, retryable, words, retryAfterMs] = each;
      started.sandbox.addFault({ component: 's3', kind, ...more });
      const objectStore = store({
        timeout: { milliseconds: kind === 'timeout' ? 250 : 30_000 },
      });
      const error = await failureOf(put({ objectStore }));
      expect(error).toMatchObject({ provider: 's3', fault, retryable });
      expect(error.retryAfterMs).toBe(retryAfterMs);
      expect(error.message).not.toContain('a-secret-key');
      expect(error.message).toContain(words);
    },
  );

  it('while heading an object is not taken for a missing object', async () => {
    started.sandbox.addFault({ component: 's3', kind: 'outage' });
    const error = await failureOf(store().head('k', options));
    expect(error).toMatchObject({ fault: 'vendor', retryable: true });
  });

  it('of a cut object may pass', async () => {
    const objects = store();
    await objects.put('k', Buffer.alloc(10_000), 'text/plain', options);
    started.sandbox.addFault({ component: 's3', kind: 'truncate' });
    const error = await failureOf(objects.get('k', options));
    expect(error).toMatchObject({ fault: 'vendor', retryable: true });
  });

  it('asks each thing once; trying again is not its business', async () => {
    started.sandbox.addFault({ component: 's3', kind: 'outage' });
    await failureOf(put({ objectStore: store() }));
    expect(started.sandbox.requests({ component: 's3' })).toHaveLength(1);
  });
});

it('ends at once when the caller gives up', async () => {
  started.sandbox.addFault({ component: 's3', kind: 'timeout' });
  const controller = new AbortController();
  const reason = new Error('cancelled by hand');
  const ended = store().checkBucket({ signal: controller.signal });
  controller.abort(reason);
  await expect(ended).rejects.toBe(reason);
});

it('opens its circuit after a row of outages', async () => {
  started.sandbox.addFault({ component: 's3', kind: 'outage', count: 2 });
  const { objectStore } = started.create(
    {},
    { circuit: { failures: 2, halfOpenAfterMs: 60_000 } },
  );
  await failureOf(put({ objectStore }));
  await failureOf(put({ objectStore }));
  const error = await failureOf(put({ objectStore }));
  expect(error.message).toContain('The object store is not called since');
  expect(started.sandbox.requests({ component: 's3' })).toHaveLength(2);
});

it.each([true, false])(
  'never takes more than 64 MiB into memory (length stated: %s)',
  async stated => {
    const server = createServer((_, response) => {
      const size = 65 * 1024 * 1024;
      if (stated) response.setHeader('Content-Length', size);
      response.end(Buffer.alloc(size));
    });
    const { url, stop } = await listening(server);
    const objects = store({
      endpoint: url,
    });
    const error = await failureOf(objects.get('k', options));
    await stop();
    expect(error).toMatchObject({ fault: 'vendor', retryable: false });
    expect(error.message).toContain('an object of');
  },
);
