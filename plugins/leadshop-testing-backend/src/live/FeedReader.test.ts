import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { FEED_CHANNEL, FeedStore } from '../store/FeedStore';
import { FeedRow } from '../store/rows';
import { migrated } from '../__testUtils__/storedTests';
import { FeedReader, FeedReaderOptions } from './FeedReader';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;
const readers: FeedReader[] = [];
const open: Knex.Transaction[] = [];

beforeEach(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map(trx => trx.rollback()));
  await Promise.all(readers.splice(0).map(reader => reader.stop()));
});

async function begin(): Promise<Knex.Transaction> {
  const trx = await knex.transaction();
  open.push(trx);
  return trx;
}

/** Appends an event. @returns its id */
async function append(db: Knex, kind = 'started'): Promise<number> {
  const [{ id }] = await db('feed_events')
    .insert({ channel: 'test', type: 'test_update', payload: { kind } })
    .returning('id');
  return Number(id);
}

/** Collects what a reader hands on, and lets a test wait for it. */
class Heard {
  readonly ids: number[] = [];
  readonly kinds: string[] = [];
  #wake: () => void = () => {};

  take = async (events: FeedRow[]): Promise<void> => {
    this.ids.push(...events.map(event => Number(event.id)));
    this.kinds.push(
      ...events.flatMap(({ payload }) =>
        'kind' in payload ? [payload.kind] : [],
      ),
    );
    this.#wake();
  };

  async until(id: number): Promise<number[]> {
    while (!this.ids.includes(id)) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    return this.ids;
  }
}

async function started(options: Partial<FeedReaderOptions> = {}) {
  const heard = new Heard();
  const reader = new FeedReader({
    knex,
    feed: new FeedStore(knex),
    logger: mockServices.logger.mock(),
    onEvents: heard.take,
    listening: () => true,
    onNotify: {},
    ...options,
  });
  readers.push(reader);
  await reader.start();
  return { reader, heard };
}

describe('FeedReader', () => {
  it('hands on what this replica and others write, in order', async () => {
    const { reader, heard } = await started();
    const { reader: other, heard: otherHeard } = await started();
    const first = await append(knex);
    reader.changed();
    await Promise.all([heard.until(first), otherHeard.until(first)]);
    const second = await append(knex);
    other.changed();
    expect(await heard.until(second)).toEqual([first, second]);
    expect(await otherHeard.until(second)).toEqual([first, second]);
    expect(reader.settled).toBe(second);
  });

  it('finds events also when nobody says that there are any', async () => {
    const { heard } = await started();
    const id = await append(knex);
    expect(await heard.until(id)).toEqual([id]);
  });

  it('delivers in order when the lower id commits later', async () => {
    const { reader, heard } = await started();
    const before = await append(knex);
    reader.changed();
    await heard.until(before);
    // The higher id in the lower transaction: its end alone says nothing
    const early = await begin();
    await early.raw('SELECT pg_current_xact_id()');
    const late = await begin();
    const lower = await append(late);
    const higher = await append(early);
    await early.commit();
    reader.changed();
    expect(await looks(5)).toEqual(Array(5).fill(before));
    expect(heard.ids).toEqual([before]);

    await late.commit();
    reader.changed();
    await heard.until(higher);
    expect(heard.ids).toEqual([before, lower, higher]);

    /** What is settled at each of the reader's next looks. */
    async function looks(count: number): Promise<number[]> {
      const seen: number[] = [];
      const { promise, resolve } = withResolvers<number[]>();
      knex.on('query-response', function onLook(_, { sql }: { sql: string }) {
        if (!sql.includes('pg_snapshot_xmin')) return;
        seen.push(reader.settled);
        if (seen.length < count) return;
        knex.removeListener('query-response', onLook);
        resolve(seen);
      });
      return promise;
    }
  });

  it('passes over the hole that a rollback leaves', async () => {
    const { reader, heard } = await started();
    const lost = await begin();
    const hole = await append(lost);
    const id = await append(knex);
    await lost.rollback();
    reader.changed();
    expect(await heard.until(id)).toEqual([id]);
    expect(id).toBe(hole + 1);
    expect(reader.settled).toBe(id);
  });

  it('is not held up by a long transaction that has nothing to do with it', async () => {
    const { reader, heard } = await started();
    const long = await begin();
    await long('workers').insert({ id: 'w', hostname: 'h', pid: 1 });
    const ids = [];
    for (let i = 0; i < 5; i++) {
      ids.push(await append(knex));
      reader.changed();
    }
    await heard.until(ids[4]);
    expect(heard.ids).toEqual(ids);
    expect(long.isCompleted()).toBe(false);
  });

  it('starts while a hole cannot be judged yet, and reads on later', async () => {
    const lost = await begin();
    await append(lost);
    const long = await begin();
    await long('workers').insert({ id: 'w', hostname: 'h', pid: 1 });
    const id = await append(knex);
    await lost.rollback();
    const { heard } = await started();
    expect(heard.ids).toEqual([]);
    await long.commit();
    expect(await heard.until(id)).toEqual([id]);
  });

  it('loses and doubles nothing under many writers that overlap and roll back', async () => {
    const { reader, heard } = await started();
    const committed: number[] = [];
    const writer = async (seed: number) => {
      for (let i = 0; i < 25; i++) {
        const trx = await knex.transaction();
        const ids = [await append(trx)];
        if ((seed + i) % 3 === 0) ids.push(await append(trx));
        if ((seed * i) % 7 === 3) {
          await trx.rollback();
        } else {
          await trx.commit();
          committed.push(...ids);
          reader.changed();
        }
      }
    };
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(writer));
    const last = await append(knex);
    reader.changed();
    await heard.until(last);
    expect(heard.ids).toEqual([...committed, last].sort((a, b) => a - b));
  });

  it('waits with the next events until the last ones have been dealt with', async () => {
    const gate = withResolvers<void>();
    const begun = withResolvers<void>();
    const heard = new Heard();
    let busy = false;
    let overlapped = false;
    const { reader } = await started({
      onEvents: async events => {
        overlapped ||= busy;
        busy = true;
        begun.resolve();
        await gate.promise;
        busy = false;
        await heard.take(events);
      },
    });
    const first = await append(knex);
    reader.changed();
    await begun.promise;
    const second = await append(knex);
    reader.changed();
    gate.resolve();
    expect(await heard.until(second)).toEqual([first, second]);
    expect(overlapped).toBe(false);
  });

  it('hands on again what could not be dealt with', async () => {
    const heard = new Heard();
    let failures = 2;
    const { reader } = await started({
      onEvents: async events => {
        if (failures-- > 0) throw new Error('The database is away');
        await heard.take(events);
      },
    });
    const first = await append(knex);
    reader.changed();
    const second = await append(knex);
    reader.changed();
    expect(await heard.until(second)).toEqual([first, second]);
  });

  it('reads only what workers must hear of while nobody listens', async () => {
    let listening = false;
    const { reader, heard } = await started({ listening: () => listening });
    await append(knex);
    const cancel = await append(knex, 'cancel_requested');
    reader.changed();
    expect(await heard.until(cancel)).toEqual([cancel]);
    expect(reader.settled).toBe(cancel);
    listening = true;
    const next = await append(knex);
    reader.changed();
    expect(await heard.until(next)).toEqual([cancel, next]);
  });

  it('passes other notifications to who waits for them', async () => {
    const got = withResolvers<string>();
    await started({ onNotify: { leadshop_testing_other: got.resolve } });
    await knex.raw(`SELECT pg_notify('leadshop_testing_other', 'hello')`);
    await expect(got.promise).resolves.toBe('hello');
  });

  it('listens again when its connection is lost', async () => {
    const got = withResolvers<string>();
    const logger = mockServices.logger.mock();
    await started({
      logger,
      onNotify: { leadshop_testing_other: got.resolve },
    });
    const before = await listeners();
    expect(before).toHaveLength(1);
    await knex.raw('SELECT pg_terminate_backend(?)', before);
    for (;;) {
      const now = await listeners();
      if (now.length === 1 && now[0] !== before[0]) break;
    }
    await knex.raw(`SELECT pg_notify('leadshop_testing_other', 'back')`);
    await expect(got.promise).resolves.toBe('back');
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('leaves no connection behind when it stops', async () => {
    const { reader } = await started();
    await reader.stop();
    expect(await listeners()).toEqual([]);
  });
});

/** Connections of readers that have begun to listen. */
async function listeners(): Promise<number[]> {
  const { rows } = await knex.raw(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN %'
       AND application_name = 'leadshop-testing-feed' AND state = 'idle'`,
  );
  return (rows as { pid: number }[]).map(row => row.pid);
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>(done => {
    resolve = done;
  });
  return { promise, resolve };
}

it('names its channel so that no other plugin is woken', () => {
  expect(FEED_CHANNEL).toContain('leadshop_testing');
});
