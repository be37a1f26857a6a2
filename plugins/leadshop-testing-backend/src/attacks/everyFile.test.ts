/*
 * Files that no spreadsheet would write: each import is refused in words or comes
 * to its end, nothing is left on disk or half stored, and the event loop goes on.
 */
import { restoreFormula } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { textRow, workbook } from '../__testUtils__/workbooks';
import { ImportBackend } from '../leads/import/__testUtils__/ImportBackend';
import { csv, ended, upload } from '../leads/import/__testUtils__/importing';
import {
  BOMBS,
  BROKEN_FORMS,
  goodFile,
  HEADER,
  leadRow,
} from './__testUtils__/fileBombs';
import { EventLoopWatch, MAX_STALL_MS } from './__testUtils__/EventLoopWatch';
import { HOSTILE_JSON } from './__testUtils__/hostileJson';
import { HOSTILE_TEXTS } from './__testUtils__/hostileTexts';
import { share } from './__testUtils__/share';
import { visible } from './__testUtils__/visible';

jest.setTimeout(180_000);

const FIELDS = HEADER.length;

let imports: ImportBackend;

beforeAll(async () => {
  imports = await ImportBackend.start({ maxFileSizeMb: 16, maxLeads: 20_000 });
  // What is loaded when it is needed first is no attack's doing
  for (const name of ['a.csv', 'a.xlsx']) {
    await ended(imports.caller, await upload(imports.caller, goodFile(name)));
  }
  await imports.empty();
});
afterAll(() => imports?.stop());

const texts = HOSTILE_TEXTS.map(({ text }) => text);

/** Imports a file as far as it goes, and says how that ended. */
async function outcome(file: Parameters<typeof upload>[1]): Promise<string> {
  const watch = new EventLoopWatch();
  try {
    const answer = await upload(imports.caller, file);
    if (answer.status >= 400) {
      expect(answer.body.error.message).toMatch(/^\S.{10,}/);
      return String(answer.status);
    }
    const done = await ended(imports.caller, answer);
    expect(done.successful + done.duplicates + done.failed).toBe(
      done.status === 'completed' ? done.processed : 0,
    );
    if (done.status === 'failed') {
      expect(done.error_message).not.toMatch(/error in the backend/);
    }
    return done.status;
  } finally {
    watch.stop();
    expect(watch.longest()).toBeLessThanOrEqual(MAX_STALL_MS);
  }
}

/** Nothing waits on disk, and there are as many leads as imports say. */
async function expectNothingHalf() {
  expect(await imports.uploadedFiles()).toEqual([]);
  const { rows } = await imports.knex.raw(
    `SELECT i.id FROM imports i
     WHERE i.status NOT IN ('completed', 'failed')
        OR (SELECT count(*) FROM leads WHERE import_id = i.id)
           <> CASE i.status WHEN 'completed' THEN i.created ELSE 0 END`,
  );
  expect(rows).toEqual([]);
}

afterEach(async () => {
  await expectNothingHalf();
  await imports.empty();
});

it('takes hostile texts in any column of a CSV file for text', async () => {
  const rows = texts.flatMap((text, at) =>
    HEADER.map((_, column) => leadRow(at * FIELDS + column, column, text)),
  );
  const done = await ended(
    imports.caller,
    await upload(
      imports.caller,
      { text: csv(HEADER, ...rows) },
      { mapping: { on_duplicate: 'create' } },
    ),
  );
  expect(done).toMatchObject({ status: 'completed', processed: rows.length });
  const stored = await imports
    .knex('leads')
    .select('business_name', 'notes')
    .where('business_name', 'like', 'Lead %');
  const notes = new Map(stored.map(lead => [lead.business_name, lead.notes]));
  const kept = texts.flatMap((text, at) => {
    const name = `Lead ${at * FIELDS + FIELDS - 1}`;
    return notes.has(name) ? [[text, notes.get(name) ?? '']] : [];
  });
  expect(kept.length).toBeGreaterThan(200);
  for (const [text, note] of kept) {
    // No encoding has half a surrogate pair
    const storable = Buffer.from(text).toString().replaceAll('\0', '');
    expect(visible(note)).toBe(visible(restoreFormula(storable)));
  }
});

it('takes hostile texts in the cells of a workbook for text', async () => {
  // What XML cannot hold makes no workbook, and what is long was in the other
  const cells = texts
    .filter(text => text.length < 1000)
    .map(text =>
      text.replace(
        /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
        '',
      ),
    )
    .map(text => text.replace(/[&<>]/g, mark => `&#${mark.charCodeAt(0)};`));
  const rows = cells.map((text, at) =>
    textRow(at + 2, leadRow(at, FIELDS - 1, text)),
  );
  const file = workbook({
    sheets: { Leads: textRow(1, HEADER) + rows.join('') },
  });
  const done = await ended(
    imports.caller,
    await upload(imports.caller, { text: file, name: 'leads.xlsx' }),
  );
  expect(done).toMatchObject({ status: 'completed', successful: cells.length });
});

it('takes hostile texts for the headers of columns', async () => {
  // With an address in it a first row counts as a lead
  const headers = texts.filter(
    text => text.length < 2_000 && !/[.:@]/.test(text),
  );
  const good = leadRow(1, -1, '').slice(0, 3);
  expect(
    await outcome({
      text: csv([...HEADER.slice(0, 3), ...headers], [...good, ...headers]),
    }),
  ).toBe('completed');
});

it.each(share(texts, 3).filter(text => text.length < 2_000))(
  'takes %j for the name of a file',
  async text => {
    const file = {
      text: csv(HEADER, leadRow(1, 0, 'Named')),
      name: `${text}.csv`,
    };
    expect(['completed', '415', '400']).toContain(await outcome(file));
  },
);

it.each(share([...HOSTILE_JSON, ...texts], 5))(
  'answers options that are %p',
  async mapping => {
    for (const json of [
      mapping,
      `{"columns":${mapping}}`,
      `{"corrections":${mapping}}`,
      `{"corrections":[{"row":2,"field":"notes","value":${mapping}}]}`,
      `{"sheet":${mapping}}`,
      `{"default_country":${mapping}}`,
    ]) {
      const form = new FormData();
      form.append('mapping', json);
      form.append(
        'file',
        new Blob([csv(HEADER, leadRow(1, 0, 'Options'))]),
        'a.csv',
      );
      const { status } = await imports.caller.request(
        '/leads/imports/preview',
        { method: 'POST', body: form },
      );
      expect([200, 400, 413]).toContain(status);
    }
  },
);

it.each(BOMBS)('is not brought down by %s', async (_, name, contents) => {
  const result = await outcome({ text: contents(), name });
  expect(['completed', 'failed', '400', '413', '415']).toContain(result);
});

it.each(BROKEN_FORMS)(
  'is not brought down by a form %s',
  async (_, type, body) => {
    const { status, body: answer } = await imports.caller.request(
      '/leads/imports',
      { method: 'POST', body, headers: { 'content-type': type } },
    );
    expect([202, 400, 413, 415]).toContain(status);
    if (status === 202)
      await ended(imports.caller, {
        status,
        headers: new Headers(),
        body: answer,
      });
    expect('polluted' in {}).toBe(false);
  },
);
