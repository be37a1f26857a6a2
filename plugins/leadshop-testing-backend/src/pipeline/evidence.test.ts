import { createHash } from 'node:crypto';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ObjectStore } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { readLeadshopTestingConfig } from '../config';
import { StoredArtifact } from '../store/rows';
import { stepEvidence } from './evidence';
import { createProviders } from './providers';

let sandbox: Sandbox;
let providers: ReturnType<typeof createProviders>;
let store: ObjectStore;
const { signal } = new AbortController();

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  providers = createProviders({
    config: readLeadshopTestingConfig(
      new ConfigReader({
        leadshopSandbox: {
          http: { port: Number(new URL(sandbox.httpUrl).port) },
          https: { port: Number(new URL(sandbox.httpsUrl).port) },
          smtp: { port: sandbox.smtpPort },
        },
      }),
      { NODE_ENV: 'test' },
    ),
    logger: mockServices.logger.mock(),
  });
  store = providers.objectStore;
});
afterAll(async () => {
  await providers.close();
  await sandbox.stop();
});

const input = (name: string, body = 'bytes') => ({
  name,
  title: 'A file',
  content_type: 'text/plain',
  body: Buffer.from(body),
});
const text = async (bytes: Promise<Uint8Array>) =>
  Buffer.from(await bytes).toString();

function evidence(
  testId: string,
  stepName: string,
  earlier: StoredArtifact[] = [],
) {
  return stepEvidence(store, testId, stepName, () => earlier, signal);
}

describe('stepEvidence', () => {
  it('keeps a file, and says what was kept', async () => {
    const kept = evidence('t1', 'first');
    const artifact = {
      name: 'page.txt',
      title: 'A file',
      content_type: 'text/plain',
      size: 5,
      sha256: createHash('sha256').update('bytes').digest('hex'),
      personal: false,
    };
    await expect(kept.put(input('page.txt'))).resolves.toEqual(artifact);
    expect(kept.stored).toEqual([
      { ...artifact, key: 'tests/t1/first/page.txt' },
    ]);
    await expect(text(kept.get('page.txt'))).resolves.toBe('bytes');
  });

  it('remembers that a file may hold personal data', async () => {
    const kept = evidence('t1', 'second');
    const artifact = await kept.put({ ...input('mail.eml'), personal: true });
    expect(artifact.personal).toBe(true);
    expect(kept.stored[0].personal).toBe(true);
  });

  it('replaces a file when the step is done again, and never doubles it', async () => {
    const first = evidence('t2', 'first');
    await first.put(input('a.txt', 'one'));
    await first.put(input('a.txt', 'three'));
    expect(first.stored).toHaveLength(1);
    expect(first.stored[0].size).toBe(5);
    const again = evidence('t2', 'first');
    await again.put(input('a.txt', 'again'));
    expect(again.stored[0].key).toBe(first.stored[0].key);
    await expect(text(first.get('a.txt'))).resolves.toBe('again');
  });

  it('keeps tests and steps apart', async () => {
    await evidence('t3', 'first').put(input('a.txt', 'of t3 first'));
    await evidence('t4', 'first').put(input('a.txt', 'of t4 first'));
    const kept = evidence('t3', 'second');
    await kept.put(input('a.txt', 'of t3 second'));
    await expect(text(kept.get('a.txt'))).resolves.toBe('of t3 second');
  });

  it('reads what earlier steps of the test kept', async () => {
    const first = evidence('t5', 'first');
    await first.put(input('a.txt', 'from before'));
    const second = evidence('t5', 'second', [...first.stored]);
    await expect(text(second.get('a.txt'))).resolves.toBe('from before');
    await expect(second.get('b.txt')).rejects.toThrow(
      "This test has no artifact 'b.txt'",
    );
  });

  it.each(['../t1/secret', 'A.txt', '', '.hidden', 'a b', 'a'.repeat(101)])(
    'does not take the name %p',
    async name => {
      const kept = evidence('t6', 'first');
      await expect(kept.put(input(name))).rejects.toThrow(
        'cannot name an artifact',
      );
      expect(kept.stored).toEqual([]);
    },
  );

  it('says nothing was kept when the storage refuses', async () => {
    const stopped = stepEvidence(
      store,
      't7',
      'first',
      () => [],
      AbortSignal.abort(new Error('cancelled')),
    );
    await expect(stopped.put(input('a.txt'))).rejects.toThrow();
    expect(stopped.stored).toEqual([]);
  });
});
