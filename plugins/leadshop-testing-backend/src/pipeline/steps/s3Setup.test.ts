import { randomUUID } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import {
  ObjectStore,
  StepContext,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { s3SetupStep } from './s3Setup';

/**
 * A bucket in memory that can be made to lie. The honest one is the sandbox's,
 * in fullPipeline.test.ts; no real one loses what it accepted when asked to.
 */
function bucket(lies: Partial<ObjectStore> = {}): ObjectStore {
  const objects = new Map<string, Uint8Array>();
  return {
    mode: 'sandbox',
    bucket: 'a-bucket',
    checkBucket: async () => {},
    put: async (key, body, content_type) => {
      objects.set(key, body);
      return { key, size: body.length, sha256: '', content_type };
    },
    head: async key => {
      const body = objects.get(key);
      return body && { size: body.length, content_type: '' };
    },
    get: async key => objects.get(key) ?? new Uint8Array(),
    stream: () => Promise.reject(new Error('not asked for')),
    delete: async key => {
      objects.delete(key);
    },
    list: async prefix => [...objects.keys()].filter(k => k.startsWith(prefix)),
    ...lies,
  };
}

function run(objectStore: ObjectStore) {
  const context: StepContext = {
    executionId: randomUUID(),
    tryNumber: 1,
    lead: { website_url: 'https://shop.example/' },
    results: {},
    signal: new AbortController().signal,
    logger: mockServices.logger.mock(),
    artifacts: {
      put: () => Promise.reject(new Error('not asked for')),
      get: () => Promise.reject(new Error('not asked for')),
    },
    warn: () => {},
  };
  return s3SetupStep({ objectStore }).run(context);
}

describe('s3_setup', () => {
  it('leaves nothing behind in a bucket that does as it is told', async () => {
    const honest = bucket();
    const { details } = await run(honest);
    expect(
      await honest.head(String(details.key), {
        signal: new AbortController().signal,
      }),
    ).toBeUndefined();
  });

  it.each<[string, Partial<ObjectStore>]>([
    ['does not know an object', { head: async () => undefined }],
    ['has 1', { head: async () => ({ size: 1, content_type: '' }) }],
    ['other bytes', { get: async () => new Uint8Array(4096) }],
    ['still has an object', { delete: async () => {} }],
  ])('fails on a bucket that %s', async (message, lie) => {
    await expect(run(bucket(lie))).rejects.toMatchObject({
      name: 'StepError',
      fault: 'vendor',
      provider_mode: 'sandbox',
      message: expect.stringContaining(message),
      details: { bucket: 'a-bucket', timings_ms: { put: expect.any(Number) } },
    });
  });
});
