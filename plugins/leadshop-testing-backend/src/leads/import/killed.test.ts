import fs from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { Knex } from 'knex';
import { LeadImport } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { databases } from '../../__testUtils__/backend';
import { Replica } from '../../__testUtils__/Replica';
import { UPLOADS } from '../../config/readConfig';
import { csv, formOf } from './__testUtils__/importing';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let knex: Knex;
let replica: Replica;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  knex = await databases.init('POSTGRES_18');
  replica = await Replica.create({ knex, sandbox });
});
afterAll(async () => {
  await replica?.stop();
  await sandbox?.stop();
});

/** Waits until somebody waits to write rows with problems: its leads are in. */
async function untilLeadsAreStored() {
  for (;;) {
    const { rows } = await knex.raw(
      `SELECT FROM pg_locks
       WHERE relation = 'import_errors'::regclass AND NOT granted`,
    );
    if (rows.length > 0) return;
    await nextTurn();
  }
}

async function uploadedFiles(): Promise<string[]> {
  const folder = path.join(replica.folder, UPLOADS);
  const entries = await fs.readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries.filter(entry => entry.isFile()).map(entry => entry.name);
}

async function untilEnded(id: string) {
  const live = await replica.connect();
  live.send({ type: 'subscribe', channels: [`import:${id}`], after: 0 });
  await live.until(
    message =>
      message.type === 'updates' &&
      message.payload.some(
        update =>
          update.type === 'import_update' &&
          update.payload.id === id &&
          update.payload.completed_at !== null,
      ),
  );
  await live.close();
}

it('an import whose backend was killed has failed, and none of its leads is there', async () => {
  const rows = Array.from({ length: 2_000 }, (_, n) => [
    `Shop ${n}`,
    `shop-${n}.example`,
    `hi@shop-${n}.example`,
  ]);
  const text = csv(['Company', 'URL', 'E-Mail'], ...rows, rows[0]);
  const first = await replica.start();
  const id = await knex.transaction(async trx => {
    // What it writes last has to wait: all leads are stored, none for good
    await trx.raw('LOCK TABLE import_errors IN SHARE MODE');
    const { import_id: importId } = await replica.call<{ import_id: string }>(
      '/leads/imports',
      formOf({ text }),
    );
    await untilLeadsAreStored();
    expect(await uploadedFiles()).toHaveLength(1);
    await replica.kill(first);
    return importId;
  });
  expect(await knex('leads')).toEqual([]);
  expect(await knex('import_errors')).toEqual([]);

  // What fifteen seconds without a sign of life would do
  await knex.raw(`UPDATE workers SET heartbeat_at = now() - interval '1 hour'`);
  await knex.raw(`UPDATE imports SET created_at = now() - interval '1 hour'`);
  await replica.start();
  expect(await uploadedFiles()).toEqual([]);
  await untilEnded(id);
  expect(await replica.call<LeadImport>(`/leads/imports/${id}`)).toMatchObject({
    status: 'failed',
    created: 0,
    error_message:
      'The backend that had the file stopped in the middle of the import. No lead was stored: upload the file again.',
  });

  const again = await replica.call<{ import_id: string }>(
    '/leads/imports',
    formOf({ text }),
  );
  await untilEnded(again.import_id);
  expect(
    await replica.call<LeadImport>(`/leads/imports/${again.import_id}`),
  ).toMatchObject({ status: 'completed', created: 2_000, duplicates: 1 });
});
