import iconv from 'iconv-lite';
import { Knex } from 'knex';
import Papa from 'papaparse';
import { Caller } from '../../__testUtils__/backend';
import { ImportBackend } from './__testUtils__/ImportBackend';
import {
  ACME,
  csv,
  ended,
  formOf,
  HEADER,
  importFile,
  upload,
} from './__testUtils__/importing';

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

describe('a text file', () => {
  it.each<[string, string, object]>([
    ['UTF-8', 'utf-8', {}],
    ['UTF-8 with a mark', 'utf-8', { addBOM: true }],
    ['UTF-16 LE', 'utf-16le', { addBOM: true }],
    ['UTF-16 BE', 'utf-16be', { addBOM: true }],
    ['Windows-1252', 'windows-1252', {}],
  ])('reads %s', async (_, encoding, how) => {
    const name = 'Café Müller – „Bäcker“';
    const text = iconv.encode(
      csv(HEADER, [name, ...ACME.slice(1)]),
      encoding,
      how,
    );
    const preview = await caller.request('/leads/imports/preview', {
      method: 'POST',
      body: formOf({ text }),
    });
    expect(preview.body).toMatchObject({
      encoding,
      rows: [[name, ...ACME.slice(1)]],
    });
    await ended(caller, await upload(caller, { text }));
    expect(await imports.names()).toEqual([name]);
  });

  it('takes quoted line breaks, ragged rows, headers that come twice and very long cells', async () => {
    const long = `${'x'.repeat(9_000)}\n"${'y'.repeat(998)}"`;
    const text = [
      'Company;URL;E-Mail;E-Mail;Remarks;Story',
      `"Two\nlines";a.example;a@a.example;second;"some\r\nremarks";"${long.replaceAll(
        '"',
        '""',
      )}"`,
      'Short;b.example;b@b.example',
      `Long;c.example;c@c.example;;;;too;many`,
      `Wrong;d.example;nobody;;;"${long.replaceAll('"', '""')}"`,
    ].join('\r\n');
    const done = await importFile(caller, text);
    expect(done).toMatchObject({
      headers: ['Company', 'URL', 'E-Mail', 'E-Mail (2)', 'Remarks', 'Story'],
      created: 2,
      failed: 2,
    });
    expect(await knex('leads').orderBy('id')).toMatchObject([
      { business_name: 'Two lines', notes: 'some\nremarks' },
      { business_name: 'Short', notes: null },
    ]);
    expect(
      done.errors.map(({ row, problems }) => [
        row,
        problems.map(({ code, severity }) => `${severity} ${code}`),
      ]),
    ).toEqual([
      [3, ['warning ragged_row']],
      [4, ['error ragged_row']],
      [5, ['error invalid_email']],
    ]);
    const { body } = await caller.get<string>(
      `/leads/imports/${done.id}/errors.csv`,
    );
    expect(Papa.parse<string[]>(body.trim()).data[2][5]).toBe(long);
  });
});

describe('columns', () => {
  it('are remembered for the same headers of the same user', async () => {
    const text = csv(['A', 'B', 'C', 'C'], ['x', ...ACME.slice(0, 3)]);
    const refused = await upload(caller, { text });
    expect(refused).toMatchObject({
      status: 400,
      body: {
        error: {
          message:
            'No column of the file is mapped to Business name, Website URL, Email; say in columns which ones hold them',
        },
      },
    });
    const columns = [null, 'business_name', 'website_url', 'email'] as const;
    await importFile(caller, text, { mapping: { columns: [...columns] } });
    const form = new FormData();
    form.append(
      'file',
      new Blob([csv(['c', 'C ', 'B', 'a'], ['1', '2', '3', '4'])]),
      'x.csv',
    );
    const preview = await caller.request('/leads/imports/preview', {
      method: 'POST',
      body: form,
    });
    expect(preview).toMatchObject({
      status: 200,
      body: {
        remembered: true,
        columns: ['website_url', 'email', 'business_name', null],
        rows: [['1', '2', '3', '4']],
        format: 'csv',
        encoding: 'utf-8',
        delimiter: ',',
        sheets: [],
        sheet: null,
      },
    });
    const others = await imports.backend
      .as('admin')
      .request('/leads/imports/preview', {
        method: 'POST',
        body: form,
      });
    expect(others.body).toMatchObject({ remembered: false });
    expect(await imports.uploadedFiles()).toEqual([]);
  });

  it('must be as many as the file has', async () => {
    const answer = await upload(
      caller,
      { text: csv(HEADER, ACME) },
      { mapping: { columns: ['business_name', 'website_url', 'email'] } },
    );
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toBe(
      'mapping.columns must have an entry for each of the 6 columns of the file, and has 3',
    );
  });
});
