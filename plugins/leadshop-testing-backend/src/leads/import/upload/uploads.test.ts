import { once } from 'node:events';
import fs from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { Knex } from 'knex';
import {
  Caller,
  databases,
  startBackend,
  TestBackend,
} from '../../../__testUtils__/backend';
import { csv, ended, upload } from '../__testUtils__/importing';

jest.setTimeout(60_000);

const HEADER = ['Company', 'URL', 'E-Mail'];
const row = (n: number) => [`Shop ${n}`, `s${n}.example`, `a@s${n}.example`];
const GOOD = csv(HEADER, row(1));
const LIMIT = 10 * 1024;

let sandbox: Sandbox;
let backend: TestBackend;
let knex: Knex;
let caller: Caller;
let folder: string;

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'uploads-test-'));
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  knex = await databases.init('POSTGRES_18');
  backend = await startBackend({
    knex,
    sandbox,
    workingDirectory: folder,
    config: { import: { maxFileSizeMb: LIMIT / 1024 / 1024, maxLeads: 3 } },
  });
  caller = backend.as('qa_manager');
});
afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
  await fs.rm(folder, { recursive: true, force: true });
});
afterEach(async () => {
  const left = await uploadedFiles();
  if (left.length > 0) throw new Error(`${left.length} files were left behind`);
});

async function uploadedFiles(): Promise<string[]> {
  const entries = await fs.readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries.filter(entry => entry.isFile()).map(entry => entry.name);
}

async function until(condition: () => Promise<boolean>) {
  while (!(await condition())) await nextTurn();
}

const send = (form: FormData) =>
  caller.request('/leads/imports', { method: 'POST', body: form });
const file = (text = GOOD) => new Blob([text]);

describe('a form', () => {
  it.each(['mapping first', 'file first'])(
    'with its parts: %s',
    async order => {
      const form = new FormData();
      const mapping = () =>
        form.append('mapping', JSON.stringify({ on_duplicate: 'update' }));
      if (order === 'mapping first') mapping();
      form.append('file', file(), 'größe.csv');
      if (order === 'file first') mapping();
      const done = await ended(caller, await send(form));
      expect(done).toMatchObject({
        status: 'completed',
        on_duplicate: 'update',
        file_name: 'größe.csv',
      });
    },
  );

  it('with its options as a file of JSON, as curl sends them', async () => {
    const form = new FormData();
    form.append('mapping', new Blob(['{"on_duplicate":"create"}']), 'm.json');
    form.append('file', file(), 'leads.csv');
    expect(await ended(caller, await send(form))).toMatchObject({
      on_duplicate: 'create',
    });
  });

  it.each<[string, (form: FormData) => void, number, string]>([
    ['nothing', () => {}, 400, "Send the file in a part called 'file'"],
    [
      'two files',
      form => {
        form.append('file', file(), 'a.csv');
        form.append('file', file(), 'b.csv');
      },
      400,
      "The form has a second file; send one file as 'file' and, if you like, its options as 'mapping'",
    ],
    [
      'a part that nobody knows',
      form => {
        form.append('file', file(), 'a.csv');
        form.append('colour', 'red');
      },
      400,
      "The form has 'colour'; send one file as 'file' and, if you like, its options as 'mapping'",
    ],
    [
      'two mappings',
      form => {
        form.append('mapping', '{}');
        form.append('mapping', '{}');
        form.append('file', file(), 'a.csv');
      },
      400,
      "The form has a further part; send one file as 'file' and, if you like, its options as 'mapping'",
    ],
    [
      'a mapping that is not JSON',
      form => {
        form.append('mapping', '{columns:');
        form.append('file', file(), 'a.csv');
      },
      400,
      "The part 'mapping' is not valid JSON",
    ],
    [
      'an unknown option',
      form => {
        form.append('mapping', '{"skip":1}');
        form.append('file', file(), 'a.csv');
      },
      400,
      'skip is not a known field; remove it or correct its name',
    ],
    [
      'a mapping of megabytes',
      form => {
        form.append('mapping', ' '.repeat(4 * 1024 * 1024 + 1));
        form.append('file', file(), 'a.csv');
      },
      413,
      "The part 'mapping' is larger than 4194304 bytes; correct fewer cells here, and the others in the file",
    ],
    [
      'text as the file',
      form => form.append('file', GOOD),
      400,
      "The part 'file' has no file name; send it as a file, so that its kind can be told",
    ],
    [
      'an empty file',
      form => form.append('file', file(''), 'a.csv'),
      400,
      'The file is empty',
    ],
  ])('with %s is refused', async (_, fill, status, message) => {
    const form = new FormData();
    fill(form);
    expect(await send(form)).toMatchObject({
      status,
      body: { error: { message } },
    });
  });

  it('is needed', async () => {
    expect(await caller.post('/leads/imports', {})).toMatchObject({
      status: 415,
    });
    const answer = await caller.request('/leads/imports', {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'multipart/form-data' },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: { message: 'The form has no boundary in its Content-Type' },
      },
    });
  });

  it('must be whole', async () => {
    const answer = await caller.request('/leads/imports', {
      method: 'POST',
      body: '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nCompany',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: {
          message: expect.stringMatching(
            /^The form is not whole or not well-formed; .*Unexpected end/,
          ),
        },
      },
    });
  });
});

const HEAD =
  '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';

function beginUpload() {
  const request = http.request(`${backend.url}/leads/imports`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${caller.token}`,
      'content-type': 'multipart/form-data; boundary=b',
    },
  });
  request.on('error', () => {});
  request.write(HEAD);
  return request;
}

describe('a file that is too large', () => {
  it('is refused while it is still being sent', async () => {
    const request = beginUpload();
    request.write(Buffer.alloc(LIMIT));
    // It could still be the last byte
    await until(async () => (await uploadedFiles()).length === 1);
    request.write('x');
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(413);
    let text = '';
    for await (const chunk of response) text += chunk;
    expect(JSON.parse(text).error.message).toBe(
      'The file is larger than the 0.01 MB that may be imported at once; split it, or ask for a higher import.maxFileSizeMb',
    );
    request.destroy();
  });

  it('is refused before it is sent when its size is known', async () => {
    const request = http.request(`${backend.url}/leads/imports`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${caller.token}`,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': String(100 * 1024 * 1024),
      },
    });
    request.on('error', () => {});
    request.flushHeaders();
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(413);
    response.resume();
    request.destroy();
  });

  it('may be as large as the limit', async () => {
    const text = GOOD.padEnd(LIMIT, '\n');
    const answer = await upload(caller, { text });
    expect(answer.status).toBe(202);
    await ended(caller, answer);
    expect((await upload(caller, { text: `${text}\n` })).status).toBe(413);
  });

  it('of rows is refused before the work, however they end', async () => {
    await knex('leads').delete();
    const before = await knex('imports');
    const rows = [1, 2, 3, 4].map(row);
    const four = csv(HEADER, ...rows);
    for (const end of ['\n', '\r\n', '\r']) {
      const text = four.trim().replace(/\r?\n/g, end);
      const answer = await upload(caller, { text });
      expect(answer.status).toBe(413);
      expect(answer.body.error.message).toMatch(/more than 3 rows/);
    }
    expect(await knex('imports')).toEqual(before);
    expect(await uploadedFiles()).toEqual([]);
    const three = await upload(caller, {
      // Line breaks inside of cells end no row
      text: csv(HEADER, ...rows.slice(1), ['', '', '']).replace(
        'Shop 2',
        'Shop\n\n\n2',
      ),
    });
    expect(await ended(caller, three)).toMatchObject({ created: 3 });
  });
});

it('a file whose sender leaves is removed', async () => {
  const request = beginUpload();
  request.write(GOOD);
  await until(async () => (await uploadedFiles()).length === 1);
  request.destroy();
  await until(async () => (await uploadedFiles()).length === 0);
  expect(await knex('imports').where({ status: 'pending' })).toEqual([]);
});

it('a file that is not what its name says is refused', async () => {
  const answer = await upload(caller, {
    text: 'PK\u0003\u0004 not a CSV',
    name: 'leads.csv',
  });
  expect(answer.status).toBe(415);
});

it('nothing is imported where that is switched off', async () => {
  const off = await startBackend({
    knex,
    sandbox,
    config: { import: { enabled: false } },
  });
  try {
    for (const answer of [
      await upload(off.as('qa_manager'), { text: GOOD }),
      await off.as('qa_manager').get('/leads/imports'),
    ]) {
      expect(answer).toMatchObject({
        status: 403,
        body: {
          error: {
            message:
              'Importing leads is switched off here; whoever runs this portal can switch it on with leadshopTesting.import.enabled',
          },
        },
      });
    }
  } finally {
    await off.stop();
  }
});

describe('who may import', () => {
  it.each(['admin', 'qa_manager'] as const)('%s', async role => {
    expect((await backend.as(role).get('/leads/imports')).status).toBe(200);
  });

  it.each(['qa_tester', 'developer', 'viewer', 'no_role'] as const)(
    'not %s, whose file is not even received',
    async role => {
      const other = backend.as(role);
      for (const answer of [
        await other.get('/leads/imports'),
        await upload(other, { text: GOOD }),
      ]) {
        expect(answer).toMatchObject({
          status: 403,
          body: {
            error: { message: `Permission 'bulk_import_leads' required` },
          },
        });
      }
    },
  );

  it('learns which imports there are not', async () => {
    for (const id of ['nonsense', 'c2e2a8f2-1d7e-7f3b-8f1c-2b4f5a6d7e8f']) {
      for (const answer of [
        await caller.get(`/leads/imports/${id}`),
        await caller.get(`/leads/imports/${id}/errors`),
        await caller.get(`/leads/imports/${id}/errors.csv`),
        await caller.post(`/leads/imports/${id}/cancel`),
        await caller.post(`/leads/imports/${id}/undo`),
      ]) {
        expect(answer).toMatchObject({
          status: 404,
          body: { error: { message: `There is no import '${id}'` } },
        });
      }
    }
  });
});
