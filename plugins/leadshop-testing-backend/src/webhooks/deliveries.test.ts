/* Endpoints that fail in every way, against a real receiver and a real database. */
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { makeWorkerUtils } from 'graphile-worker';
import { Knex } from 'knex';
import { WebhookDelivery } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { migrated } from '../__testUtils__/storedTests';
import { Keyring } from '../credentials';
import { createGuardedPost } from '../pipeline/network';
import { createPool } from '../queue/databasePool';
import { QUEUE_SCHEMA } from '../queue/queueSql';
import { DeliveryTurns } from '../store/webhooks/DeliveryTurns';
import { enqueueWebhookEvents } from '../store/webhooks/webhookEvents';
import { answer, Receiver, verified } from './__testUtils__/Receiver';
import { createWebhooks } from './createWebhooks';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const keyOf = (id: string) => ({ id, key: createSecretKey(randomBytes(32)) });
const key = keyOf('k1');
const trail = { record: jest.fn(async () => {}) };
const noRecord = async () => {};

let knex: Knex;
let receiver: Receiver;
let close: () => Promise<void>;

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  const pool = await createPool(knex, {
    max: 2,
    logger: mockServices.logger.mock(),
  });
  const utils = await makeWorkerUtils({ pgPool: pool, schema: QUEUE_SCHEMA });
  await utils.migrate();
  receiver = await Receiver.start();
  close = async () => {
    await utils.release();
    await pool.end();
  };
});

afterAll(async () => {
  await receiver?.stop();
  await close?.();
});

beforeEach(async () => {
  jest.clearAllMocks();
  receiver.received.length = 0;
  receiver.reply = answer(204);
  await knex('webhooks').delete();
  await knex('webhook_events').delete();
  await knex.raw(`DELETE FROM ${QUEUE_SCHEMA}._private_jobs`);
});

const room = (keys = [key], maxMs = 15_000) =>
  createWebhooks({
    knex,
    config: {
      network: { allowedHosts: [receiver.allowed] },
      webhooks: {
        disableAfterMs: 5 * DAY_MS,
        retentionMs: 30 * DAY_MS,
        portalUrl: 'https://portal.example',
      },
    },
    keyring: new Keyring(keys),
    trail,
    logger: mockServices.logger.mock(),
    post: createGuardedPost({ allowedHosts: [receiver.allowed], maxMs }),
  });

async function endpoint() {
  const { webhook, secret } = await room().desk.create(
    {
      url: receiver.url,
      description: '',
      event_types: ['test.failed'],
      enabled: true,
    },
    'user:default/ann',
    noRecord,
  );
  return { id: webhook.id, secret };
}

const tell = (count = 1) =>
  enqueueWebhookEvents(
    knex,
    Array.from({ length: count }, () => ({
      type: 'test.failed' as const,
      data: { test_id: 't 1', status: 'failed' },
    })),
  );

/** The turn of an endpoint, as the queue gives it: its job is taken. */
async function turn(id: string, { task } = room()) {
  await knex.raw(`DELETE FROM ${QUEUE_SCHEMA}._private_jobs WHERE key = ?`, [
    `webhook:${id}`,
  ]);
  await task({ webhook_id: id }, { signal: new AbortController().signal });
}

/** As if the time of the next attempt had come. */
async function later(id: string) {
  await knex('webhook_deliveries').where({ status: 'pending' }).update({
    next_attempt_at: knex.fn.now(),
  });
  await knex('webhooks').where({ id }).update({ resting_until: null });
}

async function deliveries(id: string): Promise<WebhookDelivery[]> {
  const page = { limit: 500, cursor: undefined };
  return (await room().deliveries.page({ webhook_id: id }, page)).rows;
}

const only = async (id: string) => (await deliveries(id))[0];
const minutesUntil = (at: string | null) =>
  Math.round((Date.parse(at ?? '') - Date.now()) / 60_000);

/** When its job runs next. */
const nextTurn = async (id: string): Promise<Date | undefined> =>
  (
    await knex.raw(`SELECT run_at FROM ${QUEUE_SCHEMA}.jobs WHERE key = ?`, [
      `webhook:${id}`,
    ])
  ).rows[0]?.run_at;

it('is signed, thin, and the same with each attempt but for its time', async () => {
  const { id, secret } = await endpoint();
  await tell();
  receiver.reply = answer(500, {}, 'no\u0000t now');
  await turn(id);
  await later(id);
  receiver.reply = answer(200, {}, 'thanks');
  await turn(id);
  const [first, second] = receiver.received;
  expect(JSON.parse(first.body)).toEqual({
    type: 'test.failed',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    data: {
      test_id: 't 1',
      status: 'failed',
      url: 'https://portal.example/leadshop-testing/tests/t%201',
    },
  });
  expect(second.body).toBe(first.body);
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
  expect(first.headers['webhook-id']).toMatch(/^msg_[0-9a-f-]{36}$/);
  expect([first, second].map(call => verified(call, secret))).toEqual([1, 1]);
  expect(verified(first, `whsec_${randomBytes(32).toString('base64')}`)).toBe(
    0,
  );
  expect(await only(id)).toMatchObject({
    status: 'delivered',
    attempts: 2,
    response_status: 200,
    error: null,
    next_attempt_at: null,
    message_id: first.headers['webhook-id'],
  });
  expect(await room().desk.find(id)).toMatchObject({ failing_since: null });
});

it('is tried again for a day, becomes a dead letter, and can be sent again', async () => {
  const { id } = await endpoint();
  await tell();
  receiver.reply = answer(500, {}, 'no');
  const waits: number[] = [];
  for (let n = 0; n < 8; n++) {
    await turn(id);
    const { next_attempt_at } = await only(id);
    if (next_attempt_at) waits.push(minutesUntil(next_attempt_at));
    await later(id);
  }
  const expected = [0, 5, 30, 120, 300, 600, 600];
  expect(waits).toHaveLength(expected.length);
  waits.forEach((wait, n) => {
    expect(wait).toBeGreaterThanOrEqual(expected[n]);
    expect(wait).toBeLessThanOrEqual(expected[n] * 1.2 + 1);
  });
  const { desk, deliveries: store } = room();
  const letter = await only(id);
  expect(letter).toMatchObject({
    status: 'dead',
    attempts: 8,
    response_status: 500,
    error: 'It answered 500: no',
  });
  const dead = await store.deadLetters(id, { limit: 10, cursor: undefined });
  expect(dead.rows).toEqual([
    expect.objectContaining({
      ...letter,
      webhook: { url: receiver.url, description: '', enabled: true },
    }),
  ]);

  receiver.reply = answer(204);
  await desk.resend(letter.id, noRecord);
  await expect(desk.resend(letter.id, noRecord)).rejects.toThrow(
    'There is no dead letter',
  );
  await turn(id);
  expect(await only(id)).toMatchObject({ status: 'delivered', attempts: 1 });
  const ids = receiver.received.map(call => call.headers['webhook-id']);
  expect([ids.length, new Set(ids).size]).toEqual([9, 1]);
});

it('sends all dead letters of an endpoint again', async () => {
  const { id } = await endpoint();
  await tell(7);
  await knex('webhook_deliveries').update({
    status: 'dead',
    ended_at: knex.fn.now(),
  });
  expect(await room().desk.resendAll(id, noRecord)).toBe(7);
  await turn(id);
  expect(await room().desk.find(id)).toMatchObject({
    pending: 0,
    dead_letters: 0,
  });
});

it.each([
  [429, '120', 2],
  [503, '600', 10],
])(
  'gives an endpoint the pause of %s it asks for',
  async (status, pause, minutes) => {
    const { id } = await endpoint();
    await tell();
    receiver.reply = answer(status, { 'retry-after': pause });
    await turn(id);
    expect(minutesUntil((await only(id)).next_attempt_at)).toBe(minutes);
    // Others wait as well
    await tell();
    await turn(id);
    expect(receiver.received).toHaveLength(1);
    expect(minutesUntil(String(await nextTurn(id)))).toBe(minutes);
  },
);

it('disables one that is gone, keeps what waited, and tells admins', async () => {
  const { id } = await endpoint();
  await tell(8);
  receiver.reply = answer(410);
  await turn(id);
  expect(await room().desk.find(id)).toMatchObject({
    enabled: false,
    disabled_reason: 'gone',
    pending: 0,
    dead_letters: 8,
  });
  expect(trail.record).toHaveBeenCalledWith(
    expect.anything(),
    expect.objectContaining({ action: 'webhook.disable', actor: null }),
  );
  const { rows } = await knex.raw(
    `SELECT payload->'notice' AS notice FROM ${QUEUE_SCHEMA}._private_jobs
     WHERE payload->'notice' IS NOT NULL`,
  );
  expect(rows).toEqual([
    {
      notice: {
        kind: 'webhook',
        webhook_id: id,
        host: new URL(receiver.url).host,
        reason: 'gone',
      },
    },
  ]);
  await tell();
  expect(await deliveries(id)).toHaveLength(8);
  await expect(room().desk.resendAll(id, noRecord)).rejects.toThrow('disabled');
});

it('disables one that has been failing for days, and not sooner', async () => {
  const { id } = await endpoint();
  await tell();
  receiver.reply = answer(302, { location: 'https://elsewhere.example' });
  const failingFor = async (days: number) => {
    await knex('webhooks')
      .where({ id })
      .update({ failing_since: new Date(Date.now() - days * DAY_MS) });
    await later(id);
    await turn(id);
    return (await room().desk.find(id)).disabled_reason;
  };
  expect(await failingFor(4.9)).toBeNull();
  expect((await only(id)).error).toContain('redirects are not followed');
  expect(await failingFor(5.1)).toBe('failing');
});

it('lets one that does not answer in time rest, and tries it with one call', async () => {
  const { id } = await endpoint();
  await tell(20);
  receiver.reply = () => {};
  const impatient = room([key], 50);
  await turn(id, impatient);
  // Five at once, as it was well before
  expect(receiver.received).toHaveLength(5);
  expect(await room().desk.find(id)).toMatchObject({ pending: 20 });
  await later(id);
  await turn(id, impatient);
  expect(receiver.received).toHaveLength(6);
  expect((await nextTurn(id))?.getTime()).toBeGreaterThan(Date.now() + 30_000);
});

it('signs with both secrets while one is rotated, and then with the new one', async () => {
  const { id, secret: old } = await endpoint();
  const by = { id, by: 'user:default/ann', record: noRecord };
  const { secret, webhook } = await room().desk.rotateSecret(by, 24);
  expect(minutesUntil(webhook.previous_secret_until)).toBe(24 * 60);
  await tell();
  await turn(id);
  await knex('webhooks')
    .where({ id })
    .update({ previous_until: new Date(Date.now() - 1_000) });
  await tell();
  await turn(id);
  const [both, one] = receiver.received;
  expect([verified(both, secret), verified(both, old)]).toEqual([1, 1]);
  expect([verified(one, secret), verified(one, old)]).toEqual([1, 0]);
  await room().keeper.keep();
  const row = await knex('webhooks').where({ id }).first();
  expect(row.previous_sealed).toBeNull();
  const { webhook: last } = await room().desk.rotateSecret(by, 0);
  expect(last.previous_secret_until).toBeNull();
});

it('waits for a key that lacks, and says which', async () => {
  const { id } = await endpoint();
  await tell();
  await turn(id, room([keyOf('k2')]));
  expect(receiver.received).toEqual([]);
  expect(await only(id)).toMatchObject({
    status: 'pending',
    error: expect.stringContaining("the key 'k1' is missing"),
  });
  await expect(
    room([]).desk.rotateSecret(
      { id, by: 'user:default/ann', record: noRecord },
      0,
    ),
  ).rejects.toThrow('leadshopTesting.credentials.keys');
});

it('follows a new key of the configuration, with both of its secrets', async () => {
  const { id, secret: old } = await endpoint();
  const by = { id, by: 'user:default/ann', record: noRecord };
  const { secret } = await room().desk.rotateSecret(by, 24);
  const young = keyOf('k2');
  const rotate = (keys: (typeof key)[]) =>
    knex.transaction(trx => room(keys).sealed.rotate(trx));
  expect(await rotate([keyOf('k3')])).toMatchObject({
    rotated: 0,
    failed: [{ id, key_id: 'k1', name: expect.stringContaining('127.0.0.1') }],
  });
  expect(await rotate([young, key])).toMatchObject({ rotated: 1, failed: [] });
  expect(await rotate([young])).toMatchObject({ rotated: 0, unchanged: 1 });
  await tell();
  await turn(id, room([young]));
  const [call] = receiver.received;
  expect([verified(call, secret), verified(call, old)]).toEqual([1, 1]);
});

it('what a killed backend was sending is sent by another, and the killed one stores nothing', async () => {
  const { id } = await endpoint();
  await tell();
  const turns = new DeliveryTurns(knex);
  const lost = randomUUID();
  const [claimed] = await turns.claim(id, { claim: lost, limit: 5 });
  // Nobody else takes it before its lease is over, and then somebody looks
  await turn(id);
  expect(receiver.received).toEqual([]);
  expect((await nextTurn(id))?.getTime()).toBeGreaterThan(Date.now() + 30_000);
  await later(id);
  await turn(id);
  expect(receiver.received).toHaveLength(1);
  await expect(
    turns.settle(claimed.id, lost, {
      duration: 1,
      response_status: 500,
      error: 'late',
      next: 'dead',
    }),
  ).resolves.toBe(false);
  expect(await only(id)).toMatchObject({ status: 'delivered', attempts: 2 });
});

it('hands back what it is sending when it has to stop', async () => {
  const { id } = await endpoint();
  await tell();
  const stop = new AbortController();
  receiver.reply = () => stop.abort(new Error('stopping'));
  await room().task({ webhook_id: id }, { signal: stop.signal });
  expect(await only(id)).toMatchObject({ status: 'pending', attempts: 0 });
  expect((await nextTurn(id))?.getTime()).toBeLessThan(Date.now() + 5_000);
});

it('wakes who was forgotten, and deletes what is too old', async () => {
  const { id } = await endpoint();
  await tell(2);
  await turn(id);
  await tell();
  await knex.raw(`DELETE FROM ${QUEUE_SCHEMA}._private_jobs`);
  await knex('webhook_deliveries')
    .where({ status: 'delivered' })
    .update({ ended_at: new Date(Date.now() - 31 * DAY_MS) });
  await knex('webhook_events').update({
    occurred_at: new Date(Date.now() - 31 * DAY_MS),
  });
  await room().keeper.keep();
  expect(await nextTurn(id)).toBeDefined();
  expect(await deliveries(id)).toEqual([
    expect.objectContaining({ status: 'pending' }),
  ]);
  expect(await knex('webhook_events').select('id')).toHaveLength(1);
});
