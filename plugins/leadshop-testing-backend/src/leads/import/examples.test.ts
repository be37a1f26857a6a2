import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  guessColumns,
  importProblemCodeSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { allRows, LIMITS } from '../../__testUtils__/leadFiles';
import { CheckedRow, LeadChecker } from './check';
import { openLeadFile } from './file';

jest.setTimeout(60_000);

const REPOSITORY = path.join(
  resolvePackagePath('@leadshop/backstage-plugin-leadshop-testing-backend'),
  '../..',
);
const EXAMPLES = path.join(REPOSITORY, 'examples/leads');

async function checked(name: string) {
  const file = path.join(EXAMPLES, name);
  const { size } = await stat(file);
  const opened = await openLeadFile({ path: file, name, size }, {}, LIMITS);
  try {
    const columns = guessColumns(opened.headers);
    const rows = await allRows(opened);
    const checker = new LeadChecker({
      columns,
      defaultCountry: 'US',
      corrections: [],
    });
    return {
      opened,
      columns,
      leads: rows.map(row => checker.check(row)),
    };
  } finally {
    await opened.close();
  }
}

const codesOf = (rows: readonly CheckedRow[]) =>
  new Set(rows.flatMap(({ problems }) => problems.map(({ code }) => code)));

describe('examples/leads', () => {
  it.each([
    ['sample-25', 25],
    ['leads-1000', 1000],
  ])(
    '%s has %s leads without a problem, all different',
    async (name, count) => {
      const csv = await checked(`${name}.csv`);
      const xlsx = await checked(`${name}.xlsx`);
      expect(csv.leads).toHaveLength(count);
      expect(codesOf(csv.leads)).toEqual(new Set());
      expect(csv.columns).not.toContain(null);
      expect(new Set(csv.leads.map(({ keys }) => keys.email_key)).size).toBe(
        count,
      );
      expect(xlsx.leads.map(({ lead }) => lead)).toEqual(
        csv.leads.map(({ lead }) => lead),
      );
    },
  );

  it('sample-25 begins with the sample lead', async () => {
    const { leads } = await checked('sample-25.csv');
    const sample = await readFile(path.join(EXAMPLES, 'sample-lead.json'));
    expect(leads[0].lead).toEqual({
      ...JSON.parse(String(sample)),
      phone: '+15125550142',
    });
  });

  it('messy shows every problem', async () => {
    const { opened, columns, leads } = await checked('messy.csv');
    const sample = await checked('sample-25.csv');
    expect(opened).toMatchObject({
      encoding: 'windows-1252',
      delimiter: ';',
    });
    expect(opened.headers[11]).toBe('E-mail (2)');
    expect(columns[3]).toBeNull();
    // The last two are found where rows are compared with each other and with
    // the leads that are stored
    const shown = [...codesOf(leads), 'duplicate_in_file', 'duplicate_stored'];
    expect(shown.sort()).toEqual([...importProblemCodeSchema.options].sort());
    const emails = leads.flatMap(({ keys }) => keys.email_key ?? []);
    const repeated = emails.filter((key, i) => emails.indexOf(key) < i);
    expect(repeated).toEqual(['same@messy.example']);
    expect(emails).toContain(sample.leads[0].keys.email_key);
    expect(leads.slice(-5).flatMap(({ problems }) => problems)).toEqual([]);
  });

  it.each([
    ['messy.xlsx', 'messy.csv'],
    // These two were saved by another program
    ['messy.xls', 'messy.csv'],
    ['sample-25.xls', 'sample-25.csv'],
  ])('%s is the same as %s, but for rows that are too short', async (a, b) => {
    const [workbook, csv] = [await checked(a), await checked(b)];
    expect(workbook.leads.map(({ lead }) => lead)).toEqual(
      csv.leads.map(({ lead }) => lead),
    );
    expect(codesOf(workbook.leads)).toEqual(codesOf(csv.leads));
  });

  it('are what scripts/example-leads.mjs writes', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'example-leads-'));
    try {
      await promisify(execFile)(process.execPath, [
        path.join(REPOSITORY, 'scripts/example-leads.mjs'),
        folder,
      ]);
      for (const name of ['sample-25.csv', 'leads-1000.csv', 'messy.csv']) {
        const written = await readFile(path.join(folder, name));
        const committed = await readFile(path.join(EXAMPLES, name));
        expect(written.equals(committed)).toBe(true);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
