/* Imports of files: by a backend over HTTP, and by COPY and one merge alone. */
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Knex } from 'knex';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { LeadImport } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { pairKeySql } from '../../plugins/leadshop-testing-backend/src/leads/keys';
import { BackendProcess } from './backendProcess';
import { COPY_COLUMNS } from './leadRows';

const BOUNDARY = 'benchmark-boundary';

/** Copies a file and merges it, with nothing else. @returns the seconds it took */
export async function bareMerge(
  knex: Knex,
  file: string,
  rows: number,
): Promise<number> {
  const client = new Client(knex.client.config.connection);
  await client.connect();
  await client.query('CHECKPOINT');
  const start = process.hrtime.bigint();
  await client.query('BEGIN');
  await client.query(`SET LOCAL work_mem = '64MB'`);
  await client.query(
    `CREATE TEMPORARY TABLE stage ON COMMIT DROP AS
     SELECT ${COPY_COLUMNS} FROM leads WITH NO DATA`,
  );
  await pipeline(
    createReadStream(file, { highWaterMark: 256 * 1024 }),
    client.query(copyFrom(`COPY stage (${COPY_COLUMNS}) FROM STDIN`)),
  );
  await client.query('ANALYZE stage');
  const { rowCount } = await client.query(
    `INSERT INTO leads (${COPY_COLUMNS}, import_id)
     SELECT ${COPY_COLUMNS}, '00000000-0000-7000-8000-000000000000' FROM stage s
     WHERE NOT EXISTS (SELECT FROM leads l WHERE l.email_key = s.email_key)
       AND NOT EXISTS (SELECT FROM leads l
         WHERE ${pairKeySql('l')} = ${pairKeySql('s')})`,
  );
  await client.query('COMMIT');
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (rowCount !== rows) throw new Error(`${rowCount} rows were merged`);
  await client.end();
  return seconds;
}

/** Sends a file as a form, in a stream. @returns the id of the import */
async function upload(backend: BackendProcess, file: string): Promise<string> {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="leads.csv"\r\nContent-Type: text/csv\r\n\r\n`;
  const tail = `\r\n--${BOUNDARY}--\r\n`;
  const { size } = await fs.stat(file);
  const request = http.request(`${backend.url}/leads/imports`, {
    method: 'POST',
    headers: {
      ...backend.headers,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': head.length + size + tail.length,
    },
  });
  const answered = new Promise<http.IncomingMessage>((resolve, reject) =>
    request.on('response', resolve).on('error', reject),
  );
  await pipeline(async function* form() {
    yield head;
    yield* createReadStream(file, { highWaterMark: 256 * 1024 });
    yield tail;
  }, request);
  const response = await answered;
  let text = '';
  for await (const chunk of response) text += chunk;
  if (response.statusCode !== 202) {
    throw new Error(`${response.statusCode} ${text}`);
  }
  return JSON.parse(text).import_id;
}

async function ended(backend: BackendProcess, id: string): Promise<LeadImport> {
  for (;;) {
    const response = await fetch(`${backend.url}/leads/imports/${id}`, {
      headers: backend.headers,
    });
    const found = (await response.json()) as LeadImport;
    if (found.completed_at) return found;
    await sleep(200);
  }
}

/** Has a backend import a file. @returns the seconds it took */
export async function importOf(
  backend: BackendProcess,
  file: string,
  rows: number,
): Promise<number> {
  const start = Date.now();
  const done = await ended(backend, await upload(backend, file));
  if (done.status !== 'completed' || done.created !== rows) {
    throw new Error(`Not everything was stored: ${JSON.stringify(done)}`);
  }
  return (Date.parse(done.completed_at ?? '') - start) / 1000;
}
