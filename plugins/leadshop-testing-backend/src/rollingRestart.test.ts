/*
 * Backends that are restarted one after the other while tests are ordered without
 * a pause. A test may be tried once only: were one handed back as a try that
 * failed, it would end as failed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { WebSocket } from 'ws';
import {
  LIVE_CLOSE,
  LIVE_PROTOCOL,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { databases, startBackend, TestBackend } from './__testUtils__/backend';
import { chain, step } from './__testUtils__/waitingPipeline';

jest.setTimeout(180_000);

const RESTARTS = 4;
const STEPS = ['one', 'two', 'three'];
/** Those that take orders; the first is the one that is asked. */
let up: TestBackend[] = [];
let knex: Knex;

const start = () =>
  startBackend({
    knex,
    config: {
      execution: {
        maxConcurrentTests: 4,
        maxAttempts: 1,
        gracePeriod: { milliseconds: 20 },
      },
      health: { enabled: false },
    },
    pipelines: [
      chain(
        'steady',
        STEPS.map((name, i) =>
          step(name, i + 1, {
            run: async ({ signal }) => {
              await sleep(80, undefined, { signal });
              return { details: { by: name }, provider_mode: null };
            },
          }),
        ),
      ),
    ],
  });

/** A page: it comes back when it is told to, and asks for what it has missed. */
class Page {
  readonly ended = new Map<string, string>();
  readonly closedWith: number[] = [];
  #last: number | undefined;
  #ws: WebSocket | undefined;
  #gone = false;
  #look = () => {};

  connect() {
    const { url, as } = up[0];
    const ws = new WebSocket(`${url.replace('http', 'ws')}/ws`, [
      LIVE_PROTOCOL,
      as('viewer').socketToken,
    ]);
    this.#ws = ws;
    let opened = false;
    ws.on('open', () => {
      opened = true;
      ws.send(
        JSON.stringify({
          type: 'subscribe',
          channels: ['global'],
          after: this.#last,
        }),
      );
    });
    ws.on('message', data => this.#hear(JSON.parse(String(data))));
    // Refused by one that is about to stop: a close follows
    ws.on('error', () => {});
    ws.on('close', code => {
      if (this.#gone) return;
      if (opened) this.closedWith.push(code);
      setTimeout(() => this.connect(), 10);
    });
  }

  #hear(message: ServerMessage) {
    if (message.type === 'subscribed') this.#last ??= message.id;
    if (message.type !== 'updates') return;
    this.#last = message.id;
    for (const { type, payload } of message.payload) {
      if (type === 'test_completed') this.ended.set(payload.id, payload.status);
    }
    this.#look();
  }

  /** Resolves when it has been told of the end of all of these. */
  async sees(ids: string[]) {
    await new Promise<void>(resolve => {
      this.#look = () => {
        if (ids.every(id => this.ended.has(id))) resolve();
      };
      this.#look();
    });
  }

  leave() {
    this.#gone = true;
    this.#ws?.terminate();
  }
}

/** Orders a test from whoever takes it. @returns undefined: nobody does now */
async function order(key: string): Promise<string | undefined> {
  const { url, as } = up[0];
  try {
    const response = await fetch(`${url}/run-pipeline`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${as('qa_tester').token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({
        test_type: 'steady',
        lead_data: { website_url: 'https://example.com', business_name: 'X' },
      }),
    });
    if (!response.ok) return undefined;
    return ((await response.json()) as { test_id: string }).test_id;
  } catch {
    return undefined;
  }
}

beforeAll(async () => {
  knex = await databases.init('POSTGRES_18');
  up = [await start(), await start()];
});
afterAll(async () => {
  await Promise.all(up.map(backend => backend.stop()));
});

it('every test ends once, no try is lost, and open pages see all of it', async () => {
  const page = new Page();
  page.connect();
  const ids: string[] = [];
  let restarting = true;
  const orders = async () => {
    while (restarting) {
      const key = randomUUID();
      let id: string | undefined;
      while (id === undefined) id = await order(key);
      ids.push(id);
    }
  };
  // Several at once: whoever stops has tests under way
  const ordering = Promise.all([orders(), orders(), orders()]);
  for (let i = 0; i < RESTARTS; i += 1) {
    const going = up[0];
    // As a load balancer does when it is no longer ready
    up = [up[1]];
    await going.stop();
    up = [...up, await start()];
  }
  restarting = false;
  await ordering;
  await page.sees(ids);
  page.leave();

  expect(ids.length).toBeGreaterThan(RESTARTS);
  expect(new Set(page.ended.values())).toEqual(new Set(['success']));
  expect(new Set(page.closedWith)).toEqual(
    new Set([LIVE_CLOSE.serviceRestart]),
  );
  const { rows } = await knex.raw(
    `SELECT payload->>'kind' AS kind, count(*)::int AS events,
       count(DISTINCT (test_id, payload->'step'->>'step_name'))::int AS different
     FROM feed_events WHERE payload->>'kind' IN ('created', 'ended', 'step_finished')
     GROUP BY 1 ORDER BY 1`,
  );
  const tests = ids.length;
  const steps = tests * STEPS.length;
  expect(rows).toEqual([
    { kind: 'created', events: tests, different: tests },
    { kind: 'ended', events: tests, different: tests },
    { kind: 'step_finished', events: steps, different: steps },
  ]);
  const [{ resumed }] = await knex('test_executions')
    .where('attempt', '>', 1)
    .count({ resumed: '*' });
  // Else nothing was handed back, and this has shown nothing
  expect(Number(resumed)).toBeGreaterThan(0);
  process.stdout.write(
    `Rolling restart: ${tests} tests, ${resumed} handed on, ${page.closedWith.length} times told to come back\n`,
  );
});
