import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { createListenClient } from '../queue/databasePool';
import { migrated, storeTest } from '../__testUtils__/storedTests';
import { noChanges } from './changes';
import { FEED_CHANNEL, FeedStore } from './FeedStore';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;
let feed: FeedStore;
beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  feed = new FeedStore(knex);
});

/** Appends events of a test. @returns their ids */
async function append(
  testId: string | null,
  payloads: object[] = [{ kind: 'started' }],
  fields = {},
): Promise<number[]> {
  const rows = await knex('feed_events')
    .insert(
      payloads.map(payload => ({
        channel: testId ? 'test' : 'batch',
        type: 'test_update',
        test_id: testId,
        payload,
        ...fields,
      })),
    )
    .returning('id');
  return rows.map(({ id }) => Number(id));
}

const ids = (rows: { id: string }[]) => rows.map(row => Number(row.id));

it('begins at nothing', async () => {
  expect(await feed.lastId()).toBe(0);
  expect(await feed.look(0, 10)).toEqual({
    ids: [],
    xmin: expect.any(BigInt),
  });
});

describe('look', () => {
  it('sees committed ids after an id, in order, up to a limit', async () => {
    const all = await append(null, Array(5).fill({ kind: 'started' }));
    const trx = await knex.transaction();
    await trx('feed_events').insert({
      channel: 'test',
      type: 'test_update',
      payload: {},
    });
    const unseen = await append(null);
    expect((await feed.look(all[1], 2)).ids).toEqual([all[2], all[3]]);
    expect((await feed.look(all[4], 10)).ids).toEqual(unseen);
    await trx.commit();
    expect((await feed.look(all[4], 10)).ids).toEqual([
      unseen[0] - 1,
      unseen[0],
    ]);
    expect(await feed.lastId()).toBe(unseen[0]);
  });

  it('is bounded by what is open, and a marker is above that', async () => {
    const trx = await knex.transaction();
    const { rows } = await trx.raw('SELECT pg_current_xact_id()::text AS xid');
    const xid = BigInt(rows[0].xid);
    expect((await feed.look(0, 1)).xmin).toBeLessThanOrEqual(xid);
    const marker = await feed.marker();
    expect(marker).toBeGreaterThan(xid);
    expect(await feed.marker()).toBeGreaterThan(marker);
    await trx.commit();
  });
});

describe('an event', () => {
  it('gets its transaction number before its id', async () => {
    // Defaults are evaluated in the order of the columns
    const { rows } = await knex.raw(
      `SELECT attname FROM pg_attribute
       WHERE attrelid = 'feed_events'::regclass AND attname IN ('txid', 'id')
       ORDER BY attnum`,
    );
    expect(rows).toEqual([{ attname: 'txid' }, { attname: 'id' }]);
  });
});

describe('range', () => {
  it('reads events between two ids, whole', async () => {
    const id = await storeTest(knex);
    const all = await append(id, [
      { kind: 'started', attempt: 1 },
      { kind: 'cancel_requested', attempt: 1 },
      { kind: 'ended', attempt: 1 },
    ]);
    const rows = await feed.range({ after: all[0], until: all[2] }, true);
    expect(ids(rows)).toEqual([all[1], all[2]]);
    expect(rows[0]).toEqual({
      id: String(all[1]),
      channel: 'test',
      type: 'test_update',
      test_id: id,
      payload: { kind: 'cancel_requested', attempt: 1 },
      created_at: expect.any(Date),
    });
  });

  it('reads only what workers must hear of when nobody listens', async () => {
    const all = await append(null, [
      { kind: 'started' },
      { kind: 'cancel_requested' },
    ]);
    const rows = await feed.range({ after: 0, until: all[1] }, false);
    expect(ids(rows)).toEqual([all[1]]);
  });
});

describe('ofTest', () => {
  it('reads the events of one test, in order', async () => {
    const [id, other] = [await storeTest(knex), await storeTest(knex)];
    const [one] = await append(id);
    await append(other);
    const [two, three, four] = await append(id, Array(3).fill({}));
    const read = async (range: { after: number; until?: number }, limit = 9) =>
      ids(await feed.ofTest(id, range, limit));
    expect(await read({ after: 0 })).toEqual([one, two, three, four]);
    expect(await read({ after: one, until: three })).toEqual([two, three]);
    expect(await read({ after: one }, 1)).toEqual([two]);
    expect(await read({ after: four })).toEqual([]);
  });
});

describe('changed', () => {
  it('names each test, batch, import and alert once', async () => {
    const [a, b, c, d] = [
      await storeTest(knex),
      await storeTest(knex),
      await storeTest(knex),
      await storeTest(knex),
    ];
    const [before] = await append(a);
    await append(b);
    await append(null, [{ batch_id: 'x' }, { batch_id: 'y' }]);
    await append(c);
    // Its own log alone tells of it
    await append(d, [{ kind: 'created' }], { channel: 'test_log' });
    await append(null, [{ import_id: 'z' }], { channel: 'import' });
    await append(null, [{ alert_id: 'w' }], { channel: 'alert' });
    await append(null, [{ batch_id: 'x' }]);
    await append(null, [{ alert_id: 'w' }], { channel: 'alert' });
    const [last] = await append(b);
    await append(a);
    expect(await feed.changed({ after: before, until: last }, 100)).toEqual({
      tests: new Set([b, c]),
      batches: new Set(['x', 'y']),
      imports: new Set(['z']),
      alerts: new Set(['w']),
    });
  });

  it('is nothing when there was nothing', async () => {
    const [id] = await append(null);
    expect(await feed.changed({ after: id, until: id }, 10)).toEqual(
      noChanges(),
    );
    expect(await feed.changed({ after: 9, until: 5 }, 10)).toEqual(noChanges());
  });

  it('does not answer for events that are gone', async () => {
    const all = await append(null, Array(5).fill({ batch_id: 'x' }));
    await knex('feed_events').where('id', '<=', all[2]).delete();
    const until = all[4];
    expect(await feed.changed({ after: all[1], until }, 10)).toBeUndefined();
    expect(await feed.changed({ after: all[2], until }, 10)).toBeDefined();
  });

  it('does not answer when there are too many', async () => {
    const all = await append(null, Array(5).fill({ batch_id: 'x' }));
    const range = { after: all[0] - 1, until: all[4] };
    expect(await feed.changed(range, 5)).toBeDefined();
    expect(await feed.changed(range, 4)).toBeUndefined();
  });
});

describe('runningSince', () => {
  it('is when a step began last', async () => {
    const id = await storeTest(knex);
    const started = (step_name: string) => ({
      kind: 'step_started',
      step: { step_name },
    });
    const at = (n: number) => ({ created_at: new Date(n * 1_000) });
    await append(id, [started('first')], at(1));
    await append(id, [started('second')], at(2));
    await append(id, [{ ...started('first'), kind: 'step_finished' }], at(3));
    await append(id, [started('second')], at(4));
    expect(await feed.runningSince(id)).toEqual(
      new Map([
        ['first', new Date(1_000)],
        ['second', new Date(4_000)],
      ]),
    );
  });
});

it('tells the other replicas', async () => {
  const client = await createListenClient(knex, mockServices.logger.mock());
  const told = new Promise(resolve => {
    client.on('notification', ({ channel }) => resolve(channel));
  });
  await client.query(`LISTEN ${FEED_CHANNEL}`);
  await feed.notify();
  await expect(told).resolves.toBe(FEED_CHANNEL);
  await client.end();
});
