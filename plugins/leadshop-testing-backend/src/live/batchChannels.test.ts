import { Browser } from '../__testUtils__/browser';
import { ANN, hubsForTests } from '../__testUtils__/hubs';
import { VERSION } from '../__testUtils__/storedTests';
import { BatchOrders, NewBatch } from '../store/BatchOrders';

jest.setTimeout(60_000);

const hubs = hubsForTests();

/** Orders a batch of so many leads, as the API does. */
async function orderBatch(leads: number) {
  const batch: NewBatch = {
    id: crypto.randomUUID(),
    test_type: 'full_pipeline',
    user_ref: ANN,
    entity_ref: 'component:default/score-calculator',
    source: 'filter',
  };
  await hubs.knex.raw(
    `INSERT INTO leads (id, website_url)
     SELECT gen_random_uuid(), 'https://shop.example' FROM generate_series(1, ?)`,
    [leads],
  );
  await hubs.knex.transaction(async trx => {
    const orders = new BatchOrders(trx);
    await orders.insert(batch);
    await orders.chooseLeads({ filter: {} });
    await orders.createTests(batch, {
      test_type: 'full_pipeline',
      pipeline_version: VERSION,
      total_steps: 3,
    });
    await orders.filled(batch.id, { total: leads, lastTurn: 10 });
  });
  const tests: string[] = await hubs
    .knex('test_executions')
    .where({ batch_id: batch.id })
    .orderBy('id')
    .pluck('id');
  return { id: batch.id, tests };
}

const tellOfImport = (id: string) =>
  hubs.knex('feed_events').insert({
    channel: 'import',
    type: 'import_update',
    payload: { import_id: id },
  });

/** Stores an import, and tells of it. */
async function storeImport() {
  const id = crypto.randomUUID();
  await hubs.knex('imports').insert({
    id,
    user_ref: ANN,
    file_name: 'leads.csv',
    file_size: 10,
    format: 'csv',
    dry_run: false,
    on_duplicate: 'skip',
    worker_id: 'w1',
  });
  await tellOfImport(id);
  return id;
}

describe('a batch', () => {
  const kinds = (browser: Browser, channel?: string) =>
    browser.updates(channel).flatMap(f => f.payload.map(u => u.type));

  it('is told as one, whatever number of tests wait in it', async () => {
    const { connect, deliver } = hubs.startHub();
    const { browser, socket } = await connect({
      userRef: ANN,
      channels: ['global', 'entity:component:default/score-calculator'],
    });
    const { id } = await orderBatch(300);
    const last = await deliver();
    await browser.until(m => m.type === 'updates' && m.id === last);
    expect(browser.updates()).toMatchObject([
      {
        payload: [
          {
            type: 'batch_update',
            payload: { id, total: 300, counts: { pending: 300 } },
          },
        ],
      },
    ]);
    expect(kinds(browser, 'entity:component:default/score-calculator')).toEqual(
      [],
    );
    // Its tests do not take the channels of its user
    expect(socket.channels.size).toBe(2);
  });

  it('shows its tests from their start on, and itself on its channel', async () => {
    const { connect, deliver } = hubs.startHub();
    const { id, tests } = await orderBatch(3);
    await deliver();
    const { browser } = await connect({ channels: [`batch:${id}`] });
    await hubs.executions.take(tests[1], 'w1');
    let last = await deliver();
    await browser.until(m => m.type === 'updates' && m.id === last);
    await hubs.knex.transaction(trx => new BatchOrders(trx).cancel(id, ANN));
    last = await deliver();
    await browser.until(m => m.type === 'updates' && m.id === last);
    const [started, cancelled] = browser.updates(`batch:${id}`);
    expect(started.payload).toMatchObject([
      { type: 'test_update', payload: { id: tests[1], status: 'running' } },
    ]);
    expect(cancelled.payload).toMatchObject([
      { type: 'test_update', payload: { id: tests[1] } },
      {
        type: 'batch_update',
        payload: { id, counts: { running: 1, cancelled: 2 } },
      },
    ]);
  });

  it('tells who follows a waiting test of its cancellation', async () => {
    const { connect, deliver } = hubs.startHub();
    const { id, tests } = await orderBatch(3);
    await deliver();
    const { browser, socket } = await connect({
      channels: [`test:${tests[0]}`],
    });
    await hubs.knex.transaction(trx => new BatchOrders(trx).cancel(id, ANN));
    await deliver();
    const end = await browser.until(m => m.type === 'test_completed');
    expect(end).toMatchObject({
      payload: {
        id: tests[0],
        status: 'cancelled',
        event: { kind: 'ended', message: 'Cancelled before it started' },
      },
    });
    expect(socket.channels.has(`test:${tests[0]}`)).toBe(false);
    expect(browser.eventsOf(tests[0])).toEqual(
      (await hubs.eventIds(tests[0])).slice(1),
    );
  });

  it('is replayed with its newest state, or resynced past a large one', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    const before = await deliver();
    const { id } = await orderBatch(20);
    const last = await deliver();
    const { browser, socket } = await connect();
    for (const channel of ['global', `batch:${id}`]) {
      hub.follow(socket, channel, before);
      await browser.until(m => m.type === 'updates' && m.channel === channel);
      expect(browser.updates(channel)).toEqual([
        expect.objectContaining({
          id: last,
          payload: [
            { type: 'batch_update', payload: expect.objectContaining({ id }) },
          ],
        }),
      ]);
    }
    await orderBatch(10_001);
    const now = await deliver();
    const { browser: late, socket: lateSocket } = await connect();
    hub.follow(lateSocket, 'global', last);
    expect(await late.until(m => m.type === 'resync')).toMatchObject({
      id: now,
    });
  });
});

describe('an import', () => {
  it('is told to who follows it, and to nobody else', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    const id = await storeImport();
    const first = await deliver();
    const { browser, socket } = await connect({ channels: [`import:${id}`] });
    const { browser: other } = await connect({ channels: ['global'] });
    await hubs.knex('imports').where({ id }).update({ processed: 7 });
    await tellOfImport(id);
    const test = await hubs.order();
    const last = await deliver();
    expect(
      await browser.until(m => m.type === 'updates' && m.id === last),
    ).toMatchObject({
      channel: `import:${id}`,
      payload: [{ type: 'import_update', payload: { id, processed: 7 } }],
    });
    await other.until(m => m.type === 'updates' && m.id === last);
    expect(other.updates().flatMap(f => f.payload)).toMatchObject([
      { payload: { id: test } },
    ]);

    // Left, and then taken up again from where it was
    hub.unfollow(socket, `import:${id}`);
    await hubs.knex('imports').where({ id }).update({ processed: 9 });
    await tellOfImport(id);
    const missed = await deliver();
    const { browser: again, socket: againSocket } = await connect();
    hub.follow(againSocket, `import:${id}`, first);
    expect(await again.until(m => m.type === 'updates')).toMatchObject({
      id: missed,
      payload: [{ type: 'import_update', payload: { id, processed: 9 } }],
    });
    expect(browser.updates(`import:${id}`)).toHaveLength(1);
  });
});
