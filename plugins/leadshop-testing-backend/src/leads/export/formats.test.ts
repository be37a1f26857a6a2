import { setImmediate as turn } from 'node:timers/promises';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buffer, text } from 'node:stream/consumers';
import { neutraliseFormula } from '@leadshop/backstage-plugin-leadshop-testing-common';
import Papa from 'papaparse';
import { EXPORT_COLUMNS, ExportRow } from './columns';
import { EXPORT_FORMATS } from './formats';
import { xlsxChunks } from './xlsx';
import { sheetsOf } from './__testUtils__/sheets';

jest.setTimeout(60_000);

const HOSTILE = [
  '=HYPERLINK("https://evil.example";"x")',
  '+1',
  '-1',
  '@SUM(A1)',
  '\tx',
  '\rx',
  "'=already",
  'a,"b"\nc\r\nd;\te',
  ' space around ',
  '<b>&amp;</b>',
  '_x0041_ \u0001\u000b\u001f',
  '😀 äöü \u202e\ufeff',
  '007',
  'TRUE',
  '',
];

function row(values: Record<string, string | number | null>): ExportRow {
  return EXPORT_COLUMNS.map(name => values[name] ?? null);
}

const ROWS = HOSTILE.map((notes, i) =>
  row({
    business_name: `Business ${i}`,
    annual_revenue: i * 1.5,
    naics_code: '054111',
    notes,
  }),
);

async function* batchesOf(rows: ExportRow[], size = 4) {
  for (let i = 0; i < rows.length; i += size) yield rows.slice(i, i + size);
}

const file = async (format: keyof typeof EXPORT_FORMATS, rows: ExportRow[]) =>
  buffer(Readable.from(EXPORT_FORMATS[format].chunks(batchesOf(rows))));

const asShown = (rows: ExportRow[]) =>
  rows.map(cells =>
    cells.map(cell =>
      typeof cell === 'string' ? neutraliseFormula(cell) : cell,
    ),
  );

describe('CSV', () => {
  it('holds every text as it is, but for formulas', async () => {
    const written = (await file('csv', ROWS)).toString();
    expect(written).toMatch(/^\ufeffbusiness_name,website_url,.*\r\n/);
    expect(written).toMatch(/\r\n$/);
    const { data, errors } = Papa.parse<string[]>(written.slice(1).trimEnd());
    expect(errors).toEqual([]);
    expect(data[0]).toEqual(EXPORT_COLUMNS);
    expect(data.slice(1)).toEqual(
      asShown(ROWS).map(cells => cells.map(cell => String(cell ?? ''))),
    );
  });

  it('has its columns also without leads', async () => {
    expect((await file('csv', [])).toString()).toBe(
      `\ufeff${EXPORT_COLUMNS.join(',')}\r\n`,
    );
  });
});

describe('JSON', () => {
  it('is an array of leads, with texts as they are stored', async () => {
    const leads = JSON.parse((await file('json', ROWS)).toString());
    expect(leads).toHaveLength(ROWS.length);
    expect(leads.map((lead: { notes: string }) => lead.notes)).toEqual(HOSTILE);
    expect(Object.keys(leads[0])).toEqual(EXPORT_COLUMNS);
    expect(leads[1]).toMatchObject({ annual_revenue: 1.5, email: null });
  });

  it('is an empty array without leads', async () => {
    expect(JSON.parse((await file('json', [])).toString())).toEqual([]);
  });
});

describe('XLSX', () => {
  it('holds texts as texts and numbers as numbers', async () => {
    const [{ name, rows }] = await sheetsOf(await file('xlsx', ROWS));
    expect(name).toBe('Leads');
    expect(rows[0]).toEqual(EXPORT_COLUMNS);
    const notes = EXPORT_COLUMNS.indexOf('notes');
    const revenue = EXPORT_COLUMNS.indexOf('annual_revenue');
    const naics = EXPORT_COLUMNS.indexOf('naics_code');
    expect(rows.slice(1).map(cells => cells[notes] ?? '')).toEqual(
      asShown(ROWS).map(cells => cells[notes]),
    );
    expect(rows.slice(1).map(cells => cells[revenue])).toEqual(
      ROWS.map(cells => cells[revenue]),
    );
    expect(rows[1][naics]).toBe('054111');
  });

  it('goes on on another sheet when one is full', async () => {
    const rows = Array.from({ length: 5 }, (_, i) =>
      row({ business_name: `B${i}` }),
    );
    const written = await buffer(
      Readable.from(xlsxChunks(batchesOf(rows), { rowsPerSheet: 3 })),
    );
    const sheets = await sheetsOf(written);
    expect(
      sheets.map(sheet => [sheet.name, sheet.rows.map(cells => cells[0])]),
    ).toEqual([
      ['Leads', ['business_name', 'B0', 'B1']],
      ['Leads_2', ['business_name', 'B2', 'B3']],
      ['Leads_3', ['business_name', 'B4']],
    ]);
  });

  it('fails when the leads cannot be read', async () => {
    async function* broken() {
      yield ROWS;
      throw new Error('The database went away');
    }
    await expect(
      text(Readable.from(EXPORT_FORMATS.xlsx.chunks(broken()))),
    ).rejects.toThrow('The database went away');
  });
});

describe.each(['csv', 'json', 'xlsx'] as const)('%s', format => {
  it('reads no more leads than its reader takes', async () => {
    let read = 0;
    let closed = false;
    // What compresses well would be swallowed by buffers for long
    async function* endless() {
      try {
        for (;;) {
          read += 1;
          yield Array.from({ length: 500 }, (_, i) =>
            row({ notes: `${Math.random()} ${i} ${Math.random()}` }),
          );
        }
      } finally {
        closed = true;
      }
    }
    const controller = new AbortController();
    let first: () => void = () => {};
    const arrived = new Promise<void>(resolve => {
      first = resolve;
    });
    // Takes the first chunk and never says that it is through with it
    const stuck = new Writable({ highWaterMark: 1, write: () => first() });
    const sent = pipeline(
      Readable.from(EXPORT_FORMATS[format].chunks(endless())),
      stuck,
      { signal: controller.signal },
    );
    sent.catch(() => {});
    await arrived;
    const settled = async () => {
      let before = -1;
      for (let calm = 0; calm < 200; calm++) {
        if (read !== before) calm = 0;
        before = read;
        if (read > 50) return;
        await turn();
      }
    };
    await settled();
    // A sheet's bytes come out of the compressor some batches later
    expect(read).toBeLessThanOrEqual(10);
    controller.abort();
    await expect(sent).rejects.toThrow(/abort/i);
    while (!closed) await turn();
  });
});
