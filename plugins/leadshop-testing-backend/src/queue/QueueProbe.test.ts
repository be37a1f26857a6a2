import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migrated } from '../__testUtils__/storedTests';
import { createListenClient } from './databasePool';
import { PROBE_CHANNEL, QueueProbe } from './QueueProbe';
import { PROBE, QUEUE_SCHEMA } from './queueSql';
import { RunningTests } from './RunningTests';
import { TestQueue } from './TestQueue';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const logger = mockServices.logger.mock();
let knex: Knex;
let stop: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
});
afterEach(async () => {
  for (const each of stop.reverse()) await each();
  stop = [];
});

/** A replica's queue with its probe, which hears the answers. */
async function replica(options: { works?: boolean } = {}) {
  const probe = new QueueProbe(knex);
  const queue = await TestQueue.create({
    knex,
    logger,
    concurrency: 1,
    gracePeriodMs: 0,
    running: new RunningTests(),
    probe,
    runTest: async () => {},
  });
  stop.push(() => queue.stop());
  const client = await createListenClient(knex, logger);
  client.on('notification', ({ payload }) => probe.heard(payload ?? ''));
  await client.query(`LISTEN ${PROBE_CHANNEL}`);
  stop.push(() => client.end());
  if (options.works ?? true) await queue.start();
  return { probe, queue };
}

const patient = () => ({ signal: new AbortController().signal });

describe('roundTrip', () => {
  it('goes through the real queue and comes back with what it took', async () => {
    const { probe } = await replica();
    const trip = await probe.roundTrip(patient());
    const times = [trip.queued_at, trip.taken_at, trip.answered_at];
    expect(times).toEqual([...times].sort());
    expect(trip.queue_ms).toBeGreaterThanOrEqual(0);
    expect(trip.round_trip_ms).toBeGreaterThanOrEqual(trip.queue_ms);
    expect(trip.worker).not.toBe('');
  });

  it('may be answered by another replica, and each gets its own', async () => {
    const { probe } = await replica({ works: false });
    await replica();
    const trips = await Promise.all(
      Array.from({ length: 20 }, () => probe.roundTrip(patient())),
    );
    expect(trips).toHaveLength(20);
    expect(new Set(trips.map(trip => trip.worker)).size).toBe(1);
  });

  it('stops when it is told to, and forgets who asked', async () => {
    const { probe } = await replica({ works: false });
    const stopping = new AbortController();
    const trip = probe.roundTrip({ signal: stopping.signal });
    stopping.abort('cancelled');
    await expect(trip).rejects.toBe('cancelled');
    // An answer that comes all the same finds nobody
    probe.heard(
      JSON.stringify({ probe_id: 'x', taken_at: 'now', worker: 'w' }),
    );
    await expect(
      probe.roundTrip({ signal: AbortSignal.abort('before') }),
    ).rejects.toBe('before');
  });

  it('fails when the queue cannot be reached', async () => {
    const { probe } = await replica({ works: false });
    await knex.raw(`ALTER SCHEMA ${QUEUE_SCHEMA} RENAME TO away`);
    await expect(probe.roundTrip(patient())).rejects.toThrow(QUEUE_SCHEMA);
    await knex.raw(`ALTER SCHEMA away RENAME TO ${QUEUE_SCHEMA}`);
  });

  it('leaves no job behind', async () => {
    const { probe, queue } = await replica();
    await probe.roundTrip(patient());
    await queue.stop();
    stop.splice(0, 1);
    const { rows } = await knex.raw(
      `SELECT j.id FROM ${QUEUE_SCHEMA}._private_jobs j
       JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id
       WHERE t.identifier = ?`,
      [PROBE],
    );
    expect(rows).toEqual([]);
  });
});
