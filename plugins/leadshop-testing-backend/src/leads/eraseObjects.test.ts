import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { ObjectStore } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { endedStep, migrated, storeTest } from '../__testUtils__/storedTests';
import { artifactFolder } from '../pipeline/evidence';
import { SandboxProviders } from '../pipeline/providers/__testUtils__/sandboxProviders';
import { QueueProbe } from '../queue/QueueProbe';
import { addErasureJobs } from '../queue/erasureJobs';
import { ERASE_OBJECTS, QUEUE_SCHEMA } from '../queue/queueSql';
import { RunningTests } from '../queue/RunningTests';
import { TestQueue } from '../queue/TestQueue';
import { eraseObjectsTask } from './eraseObjects';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const { signal } = new AbortController();
let started: SandboxProviders;
let store: ObjectStore;
let knex: Knex;
let leadId: string;

beforeAll(async () => {
  started = await SandboxProviders.start();
  store = started.create().objectStore;
});
afterAll(() => started.stop());
beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  leadId = randomUUID();
  await knex('leads').insert({ id: leadId, website_url: 'https://a.example' });
});
afterEach(() => started.reset());

const keyOf = (testId: string, name: string) =>
  `${artifactFolder(testId)}second/${name}`;

async function put(...keys: string[]) {
  for (const key of keys) {
    await store.put(key, Buffer.from('x'), 'text/plain', { signal });
  }
}

/** A test whose row still names these objects, of the test that it repeats. */
async function testThatKeeps(
  keys: string[],
  kept_from: string | null = null,
): Promise<string> {
  const id = await storeTest(knex, { lead_id: leadId, status: 'success' });
  await knex('test_step_results').insert({
    execution_id: id,
    ...endedStep(2),
    attempts: '[]',
    warnings: '[]',
    artifacts: JSON.stringify(keys.map(key => ({ key, personal: false }))),
    kept_from,
  });
  return id;
}

const erase = (test_ids: string[]) =>
  eraseObjectsTask({ knex, objectStore: store })(
    { lead_ids: [leadId], test_ids },
    { signal },
  );

it('deletes what no row names, and only below these tests', async () => {
  const gone = randomUUID();
  const other = randomUUID();
  const kept = keyOf(gone, 'report.pdf');
  // A rerun that kept a result of a test whose time is over
  const id = await testThatKeeps([kept], gone);
  const stays = [kept, keyOf(other, 'mail.eml')];
  await put(
    ...stays,
    keyOf(gone, 'mail.eml'),
    keyOf(id, 'mail.eml'),
    `${artifactFolder(id)}third/of-a-failed-try.txt`,
  );
  await erase([gone]);
  await erase([id]);
  const left = await Promise.all(
    [gone, id, other].map(test => store.list(artifactFolder(test), { signal })),
  );
  expect(left.flat().sort()).toEqual(stays.sort());
  await erase([gone, id]);
});

it('refuses a payload that is none', async () => {
  const task = eraseObjectsTask({ knex, objectStore: store });
  await expect(task({ test_ids: ['..'] }, { signal })).rejects.toThrow();
});

it('is tried again until the bucket is there', async () => {
  const id = await testThatKeeps([]);
  await put(keyOf(id, 'mail.eml'));
  const queue = await TestQueue.create({
    knex,
    logger: mockServices.logger.mock(),
    concurrency: 1,
    gracePeriodMs: 0,
    running: new RunningTests(),
    probe: new QueueProbe(knex),
    runTest: async () => {},
    tasks: {
      [ERASE_OBJECTS]: eraseObjectsTask({ knex, objectStore: store }),
    },
  });
  const job = async () => {
    const { rows } = await knex.raw(
      `SELECT attempts, max_attempts, last_error, locked_at
       FROM ${QUEUE_SCHEMA}._private_jobs`,
    );
    return rows[0];
  };
  const until = async (isSo: (found: any) => boolean) => {
    let found = await job();
    while (!isSo(found)) found = await job();
    return found;
  };
  const fault = started.sandbox.addFault({
    component: 's3',
    kind: 'status',
    status: 500,
  });
  try {
    await addErasureJobs(knex, [{ lead_ids: [leadId], test_ids: [id] }]);
    await queue.start();
    const failed = await until(found => found.last_error && !found.locked_at);
    expect(failed.attempts).toBeLessThan(failed.max_attempts);
    started.sandbox.removeFault(fault.id);
    await knex.raw(`UPDATE ${QUEUE_SCHEMA}._private_jobs SET run_at = now()`);
    await until(found => !found);
    expect(await store.list(artifactFolder(id), { signal })).toEqual([]);
  } finally {
    await queue.stop();
  }
});
