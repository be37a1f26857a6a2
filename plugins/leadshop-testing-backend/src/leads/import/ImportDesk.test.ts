import { setImmediate as nextTurn } from 'node:timers/promises';
import { Knex } from 'knex';
import { Caller } from '../../__testUtils__/backend';
import { ImportBackend } from './__testUtils__/ImportBackend';
import {
  ACME,
  BLUE,
  csv,
  ended,
  HEADER,
  untilImport,
  upload,
} from './__testUtils__/importing';
import { SMALL_FILE_BYTES } from './ImportRun';

jest.setTimeout(60_000);

let imports: ImportBackend;
let caller: Caller;
let knex: Knex;

beforeAll(async () => {
  imports = await ImportBackend.start();
  ({ caller, knex } = imports);
});
afterAll(() => imports?.stop());
beforeEach(() => imports.empty());

/** Waits until somebody waits to write to a table. */
async function untilWaitingFor(table: string) {
  for (;;) {
    const { rows } = await knex.raw(
      `SELECT FROM pg_locks WHERE NOT granted AND relation = ?::regclass
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [table],
    );
    if (rows.length > 0) return;
    await nextTurn();
  }
}

describe('a cancellation', () => {
  it('ends a running import, also while it waits for another, and leaves nothing', async () => {
    const { id, answer } = await imports.holdingLeads(async () => {
      const { body } = await upload(caller, { text: csv(HEADER, ACME) });
      await untilImport(caller, body.import_id, s => s.status === 'running');
      const cancelled = await caller.post(
        `/leads/imports/${body.import_id}/cancel`,
      );
      // While the lock is still held
      await untilImport(caller, body.import_id, s => s.status === 'cancelled');
      return { id: body.import_id, answer: cancelled };
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { import_id: id, status: 'cancelling' },
    });
    expect((await caller.get(`/leads/imports/${id}`)).body).toMatchObject({
      status: 'cancelled',
      error_message: null,
      phase: null,
      created: 0,
    });
    expect(await imports.names()).toEqual([]);
    const again = await caller.post(`/leads/imports/${id}/cancel`);
    expect(again.status).toBe(409);
  });

  it('ends one that waits for its turn at once', async () => {
    const waiting = await imports.holdingLeads(async () => {
      const running = await Promise.all([
        upload(caller, { text: csv(HEADER, ACME) }),
        upload(caller, { text: csv(HEADER, ACME) }),
      ]);
      for (const { body } of running) {
        await untilImport(caller, body.import_id, s => s.status === 'running');
      }
      const { body: third } = await upload(caller, { text: csv(HEADER, BLUE) });
      const found = await caller.get(`/leads/imports/${third.import_id}`);
      expect(found.body.status).toBe('pending');
      expect(await imports.uploadedFiles()).toHaveLength(3);
      const { body } = await caller.post(
        `/leads/imports/${third.import_id}/cancel`,
      );
      expect(body.status).toBe('cancelled');
      expect(await imports.uploadedFiles()).toHaveLength(2);
      return running;
    });
    await Promise.all(waiting.map(answer => ended(caller, answer)));
    expect(await imports.names()).toEqual(['Acme Inc.']);
  });

  it('leaves nothing of leads that were stored but for good', async () => {
    const id = await knex.transaction(async trx => {
      // The rows with problems of a list are written behind its leads
      await trx.raw('LOCK TABLE import_errors IN SHARE MODE');
      const { body } = await upload(caller, { text: csv(HEADER, ACME, ACME) });
      await untilWaitingFor('import_errors');
      await caller.post(`/leads/imports/${body.import_id}/cancel`);
      await untilImport(caller, body.import_id, s => s.status === 'cancelled');
      return body.import_id;
    });
    expect((await caller.get(`/leads/imports/${id}`)).body).toMatchObject({
      created: 0,
      duplicates: 0,
      errors: [],
    });
    expect(await imports.names()).toEqual([]);
  });
});

describe('imports that wait', () => {
  it('take their turns, and no more are taken in than there is room for', async () => {
    const text = csv(HEADER, ACME);
    const last = await imports.holdingLeads(async () => {
      // Two run, fifty wait
      const answers = [];
      for (let n = 0; n < 52; n++) answers.push(await upload(caller, { text }));
      expect(new Set(answers.map(answer => answer.status))).toEqual(
        new Set([202]),
      );
      const refused = await upload(caller, { text });
      expect(refused).toMatchObject({
        status: 429,
        body: {
          error: {
            message:
              '50 imports are waiting already; try again when some of them have ended',
          },
        },
      });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await imports.uploadedFiles()).toHaveLength(52);
      return answers[51];
    });
    await ended(caller, last);
    expect(await imports.names()).toEqual(['Acme Inc.']);
    expect(
      await knex('imports').count().groupBy('status').select('status'),
    ).toEqual([{ status: 'completed', count: '52' }]);
    expect(await imports.uploadedFiles()).toEqual([]);
  });
});

it('imports a file that is not small, whose rows a thread reads', async () => {
  const rows = Array.from({ length: 3_000 }, (_, n) => [
    `Shop ${n}`,
    `shop-${n}.example`,
    `hi@shop-${n}.example`,
    ...['', '', 'x'.repeat(60)],
  ]);
  const text = csv(HEADER, ...rows, rows[0]);
  expect(text.length).toBeGreaterThan(SMALL_FILE_BYTES);
  const done = await ended(caller, await upload(caller, { text }));
  expect(done).toMatchObject({
    ...{ status: 'completed', total: 3_001, created: 3_000, duplicates: 1 },
    errors: [{ row: 3_002, duplicate_row: 2 }],
  });
  const names = await imports.names();
  expect(new Set(names)).toEqual(new Set(rows.map(([name]) => name)));
  expect(names).toHaveLength(3_000);
  const broken = await ended(
    caller,
    await upload(caller, { text: `${text}\n"` }),
  );
  expect(broken).toMatchObject({ status: 'failed', created: 0 });
  expect(broken.error_message).toMatch('Row 3003 does not end');
});
