/* Two replicas on one database: whoever calls counts, wherever they call. */
import { randomUUID } from 'node:crypto';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { LIVE_PROTOCOL } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Knex } from 'knex';
import { WebSocket } from 'ws';
import {
  Answer,
  Caller,
  databases,
  startBackend,
  TestBackend,
} from '../__testUtils__/backend';
import { removeEndedCounts, SharedCounts } from './SharedCounts';

jest.setTimeout(120_000);

const LIMITS = { read: 8, write: 5, costly: 3, live: 2 };
let sandbox: Sandbox;
let knex: Knex;
let replicas: TestBackend[];

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  knex = await databases.init('POSTGRES_18');
  const config = { rateLimits: { ...LIMITS, window: '1h' } };
  replicas = [
    await startBackend({ knex, sandbox, config }),
    await startBackend({ knex, sandbox, config }),
  ];
  // What is asked of the API's description is no part of what is counted
  for (const replica of replicas) await replica.description();
});
beforeEach(() => knex('rate_limits').delete());
afterAll(async () => {
  for (const replica of replicas ?? []) await replica.stop();
  await sandbox?.stop();
});

const on = (call: number) => replicas[call % replicas.length];
const as = (call: number, role: Parameters<TestBackend['as']>[0]): Caller =>
  on(call).as(role);
const counted = ({ headers }: Answer) => ({
  limit: Number(headers.get('x-ratelimit-limit')),
  remaining: Number(headers.get('x-ratelimit-remaining')),
});

/** Calls on one replica after the other. */
async function inTurn(
  times: number,
  call: (caller: Caller) => Promise<Answer>,
  role: Parameters<TestBackend['as']>[0] = 'qa_manager',
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < times; i++) answers.push(await call(as(i, role)));
  return answers;
}

/** Opens a socket, closes it again, and says how that went. */
function openSocket(caller: Caller): Promise<string> {
  const ws = new WebSocket(`${caller.url.replace(/^http/, 'ws')}/ws`, [
    LIVE_PROTOCOL,
    caller.socketToken,
  ]);
  return new Promise((resolve, reject) => {
    let outcome = 'open';
    ws.on('open', () => ws.close());
    ws.on('unexpected-response', (_, { statusCode, headers }) => {
      outcome = `${statusCode}, Retry-After ${headers['retry-after']}`;
      ws.terminate();
    });
    ws.on('error', error => {
      // Ending it before it opened is an error, too
      if (outcome === 'open') reject(error);
    });
    ws.on('close', () => resolve(outcome));
  });
}

const statuses = (answers: Answer[]) => answers.map(({ status }) => status);
const active = (caller: Caller) => caller.get('/active');

describe('over two replicas', () => {
  it('a user may call so often, is told how often, and then when again', async () => {
    const answers = await inTurn(LIMITS.read + 2, active);
    const allowed = answers.slice(0, LIMITS.read);
    expect(allowed.map(counted)).toEqual(
      allowed.map((_, i) => ({
        limit: LIMITS.read,
        remaining: LIMITS.read - 1 - i,
      })),
    );
    expect(statuses(allowed)).toEqual(allowed.map(() => 200));
    for (const { status, headers, body } of answers.slice(LIMITS.read)) {
      expect(status).toBe(429);
      const wait = Number(headers.get('retry-after'));
      const reset = Number(headers.get('x-ratelimit-reset'));
      expect(wait).toBeGreaterThan(3_500);
      expect(wait).toBeLessThanOrEqual(3_600);
      expect(Math.abs(reset - Date.now() / 1000 - wait)).toBeLessThan(5);
      expect(headers.get('x-ratelimit-remaining')).toBe('0');
      expect(headers.get('access-control-expose-headers')).toContain(
        'Retry-After',
      );
      expect(body.error).toMatchObject({
        name: 'TooManyRequestsError',
        message: `You have made more than 8 reading calls within 3600 s; try again in ${wait} s`,
      });
    }
    // What one has used up is not taken from another
    expect(statuses(await inTurn(1, active, 'viewer'))).toEqual([200]);
  });

  it('no call is lost when many come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => active(as(i, 'qa_tester'))),
    );
    const allowed = statuses(answers).filter(status => status === 200);
    expect(allowed).toHaveLength(LIMITS.read);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(
      40 - LIMITS.read,
    );
  });

  it('each kind of call has a limit of its own, and costly ones a tighter one', async () => {
    const report = (caller: Caller) => caller.get('/report?format=csv');
    expect(statuses(await inTurn(4, report))).toEqual([200, 200, 200, 429]);
    const change = (caller: Caller) => caller.post('/run-pipeline', {});
    expect(statuses(await inTurn(6, change))).toEqual([
      ...[400, 400, 400, 400, 400, 429],
    ]);
    expect(statuses(await inTurn(1, active))).toEqual([200]);
  });

  it('also those are counted who may not, and nobody is not', async () => {
    const answers = await inTurn(LIMITS.read + 1, active, 'no_role');
    expect(statuses(answers)).toEqual([
      ...Array.from({ length: LIMITS.read }, () => 403),
      429,
    ]);
    const before = await knex('rate_limits').select('key');
    for (const replica of replicas) {
      const { status, headers } = await fetch(`${replica.url}/active`, {
        headers: { authorization: 'Bearer nobody' },
      });
      expect(status).toBe(401);
      expect(headers.has('x-ratelimit-limit')).toBe(false);
    }
    expect(await knex('rate_limits').select('key')).toEqual(before);
    expect(before).toEqual([{ key: 'read:user:default/no-role' }]);
  });

  it('a user may open so many sockets, and is told before the upgrade', async () => {
    const opened: string[] = [];
    for (let i = 0; i < LIMITS.live + 2; i++) {
      opened.push(await openSocket(as(i, 'admin')));
    }
    expect(opened).toEqual([
      ...Array.from({ length: LIMITS.live }, () => 'open'),
      expect.stringMatching(/^429, Retry-After \d+$/),
      expect.stringMatching(/^429, Retry-After \d+$/),
    ]);
  });

  it("the portal's own backends are not counted, other services are", async () => {
    const call = (subject: string) =>
      fetch(`${replicas[0].url}/active`, {
        headers: {
          authorization: mockCredentials.service.header({
            onBehalfOf: mockCredentials.service(subject),
            targetPluginId: 'leadshop-testing',
          }),
        },
      });
    expect((await call('plugin:search')).headers.has('x-ratelimit-limit')).toBe(
      false,
    );
    expect((await call('external:ci')).headers.get('x-ratelimit-limit')).toBe(
      '8',
    );
  });

  it('begins anew when the window is over, on all of them', async () => {
    await inTurn(LIMITS.read + 1, active);
    await knex('rate_limits').update({
      reset_at: knex.raw(`now() - interval '1 second'`),
    });
    const [first, second] = await inTurn(2, active);
    expect(counted(first).remaining).toBe(LIMITS.read - 1);
    expect(counted(second).remaining).toBe(LIMITS.read - 2);
  });
});

it('attempts to change something that are too many leave an audit event', async () => {
  const order = { test_type: 'full_pipeline', lead_id: randomUUID() };
  const { userRef } = as(0, 'qa_tester');
  const attempts = await inTurn(
    LIMITS.write + 4,
    caller => caller.post('/run-pipeline', order),
    'qa_tester',
  );
  expect(statuses(attempts).slice(-4)).toEqual([429, 429, 429, 429]);
  const refused = await knex('audit_events')
    .where({ actor: userRef, outcome: 'refused' })
    .select('action', 'reason');
  // One of each replica; what came after it is counted
  expect(refused).toEqual(
    Array.from(replicas, () => ({
      action: 'test.start',
      reason: 'More calls were made than the limit allows',
    })),
  );
});

describe('the counts', () => {
  it('are in a table without a log, and one statement makes each', async () => {
    const { rows } = await knex.raw(
      `SELECT relpersistence FROM pg_class WHERE relname = 'rate_limits'`,
    );
    expect(rows).toEqual([{ relpersistence: 'u' }]);
    const statements: string[] = [];
    const note = ({ sql }: { sql: string }) => statements.push(sql);
    const counts = new SharedCounts({ knex, prefix: 'p' });
    counts.init({ windowMs: 1000 });
    knex.on('query', note);
    await counts.increment('ann');
    knex.off('query', note);
    expect(statements).toEqual([expect.stringMatching(/^INSERT INTO/)]);
  });

  it('go when their window is over, and not before', async () => {
    const counts = new SharedCounts({ knex, prefix: 'p' });
    counts.init({ windowMs: 60_000 });
    await counts.increment('stays');
    await counts.increment('goes');
    await knex('rate_limits')
      .where({ key: 'p:goes' })
      .update({ reset_at: knex.fn.now() });
    expect(await removeEndedCounts(knex)).toBe(1);
    expect(await knex('rate_limits').select('key')).toEqual([
      { key: 'p:stays' },
    ]);
  });

  it('can be taken back and forgotten', async () => {
    const counts = new SharedCounts({ knex, prefix: 'p' });
    counts.init({ windowMs: 60_000 });
    await counts.increment('ann');
    await counts.increment('ann');
    await counts.decrement('ann');
    expect((await counts.increment('ann')).totalHits).toBe(2);
    await counts.resetKey('ann');
    expect((await counts.increment('ann')).totalHits).toBe(1);
  });
});
