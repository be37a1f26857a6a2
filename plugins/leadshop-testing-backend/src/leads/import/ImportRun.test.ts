/* What becomes of each row, against a plain model that goes through the file row by row. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import {
  importOptionsSchema,
  OnDuplicate,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { databases } from '../../__testUtils__/backend';
import { migrated } from '../../__testUtils__/storedTests';
import { ImportList } from '../../store/ImportList';
import { ImportStore } from '../../store/ImportStore';
import { csv } from './__testUtils__/importing';
import { checkedLists, ReadingOrder } from './checkedLists';
import { runImport, SMALL_FILE_BYTES } from './ImportRun';
import { ListThreads } from './thread';
import { undoImport } from './undo';

jest.setTimeout(300_000);

const COLUMNS = ['business_name', 'website_url', 'email', 'notes'] as const;
const logger = mockServices.logger.mock();

let knex: Knex;
let imports: ImportStore;
let folder: string;

beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
  imports = new ImportStore(knex);
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'import-run-'));
});
afterAll(() => fs.rm(folder, { recursive: true, force: true }));

/** A row with few possible keys, so that much is repeated. */
interface Row {
  email: number;
  site: number;
  name: number;
  notes: string;
}

const rows = fc.array(
  fc.record<Row>({
    email: fc.nat(5),
    site: fc.nat(3),
    name: fc.nat(2),
    notes: fc.constantFrom('', 'a', 'b'),
  }),
  { minLength: 1, maxLength: 14 },
);

/** Rows repeat those of the same list, and those of earlier lists. */
const atOnce = fc.constantFrom(1, 2, 5, 19);

/** Reads here, and lets others do something after each list. */
class Interrupted extends ListThreads {
  readonly #after: (list: number) => Promise<void>;

  constructor(after: (list: number) => Promise<void>) {
    super();
    this.#after = after;
  }

  async *read(order: ReadingOrder, signal: AbortSignal) {
    let list = 0;
    for await (const read of checkedLists(order, signal)) {
      yield read;
      list += 1;
      await this.#after(list);
    }
  }
}

async function importRows(
  file: Row[],
  onDuplicate: OnDuplicate,
  {
    dryRun = false,
    rowsAtOnce = 100,
    after,
  }: {
    dryRun?: boolean;
    rowsAtOnce?: number;
    after?: (list: number) => Promise<void>;
  } = {},
) {
  const text = csv(
    [...COLUMNS],
    ...file.map(row => [
      `Name ${row.name}`,
      `site-${row.site}.example`,
      `e${row.email}@mail.example`,
      row.notes,
    ]),
  );
  const id = uuidv7();
  const stored = path.join(folder, id);
  await fs.writeFile(stored, text);
  const columns = [...COLUMNS];
  await knex.transaction(trx =>
    imports.create(trx, {
      id,
      user_ref: 'user:default/ann',
      file_name: 'leads.csv',
      file_size: text.length,
      format: 'csv',
      dry_run: dryRun,
      on_duplicate: onDuplicate,
      headers: columns,
      columns,
      worker_id: 'worker',
    }),
  );
  await runImport(
    {
      id,
      user_ref: 'user:default/ann',
      dry_run: dryRun,
      file: {
        ...{ path: stored, name: 'leads.csv' },
        size: after ? SMALL_FILE_BYTES + 1 : Buffer.byteLength(text),
      },
      options: {
        ...importOptionsSchema.parse({ on_duplicate: onDuplicate }),
        columns,
      },
    },
    {
      knex,
      imports,
      limits: {
        maxFileBytes: 1e6,
        maxRows: 1e3,
        maxUnpackedBytes: 1e6,
        maxUnpackRatio: 10,
      },
      logger,
      onChange: () => {},
      rowsAtOnce,
      threads: after && new Interrupted(after),
    },
    new AbortController().signal,
  );
  await fs.rm(stored);
  const done = await new ImportList(knex).find(id);
  if (done?.status !== 'completed') throw new Error(`${done?.error_message}`);
  const { created, updated, duplicates, warnings, errors, problem_counts } =
    done;
  return {
    id,
    told: {
      ...{ created, updated, duplicates, warnings, errors, problem_counts },
    },
  };
}

type Lead = Row;

const same = (a: Row, b: Row) =>
  a.email === b.email || (a.site === b.site && a.name === b.name);

/** Goes through the rows one by one, as a person would. */
function model(stored: Lead[], file: Row[], onDuplicate: OnDuplicate) {
  const leads = stored.map(lead => ({ ...lead }));
  const counts = { created: 0, updated: 0, duplicates: 0 };
  const taken: Row[] = [];
  const touched = new Set<Lead>();
  for (const row of file) {
    const repeatsRow = taken.some(earlier => same(earlier, row));
    const known = leads.filter(
      lead => !touched.has(lead) && leads.indexOf(lead) < stored.length,
    );
    const lead =
      known.find(candidate => candidate.email === row.email) ??
      known.find(candidate => same(candidate, row));
    if (onDuplicate === 'create') {
      leads.push(row);
      counts.created += 1;
    } else if (repeatsRow || (lead && onDuplicate === 'skip')) {
      counts.duplicates += 1;
    } else if (lead) {
      taken.push(row);
      touched.add(lead);
      const after = { ...row, notes: row.notes || lead.notes };
      const differs = JSON.stringify(after) !== JSON.stringify({ ...lead });
      counts[differs ? 'updated' : 'duplicates'] += 1;
      Object.assign(lead, after);
    } else {
      taken.push(row);
      leads.push(row);
      counts.created += 1;
    }
  }
  return { counts, leads };
}

const order = (leads: Lead[]) => leads.map(lead => JSON.stringify(lead)).sort();

async function storedLeads(): Promise<Lead[]> {
  const found = await knex('leads').orderBy(['created_at', 'id']);
  return found.map(lead => ({
    email: Number(/\d+/.exec(lead.email)),
    site: Number(/\d+/.exec(lead.website_url)),
    name: Number(/\d+/.exec(lead.business_name)),
    notes: lead.notes ?? '',
  }));
}

describe.each(['skip', 'update', 'create'] as const)('to %s', mode => {
  it('does what the model does, a dry run tells it before, and twice changes nothing more', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, atOnce, async (before, file, rowsAtOnce) => {
        await knex.raw('TRUNCATE leads, imports CASCADE');
        await importRows(before, 'create');
        const stored = await storedLeads();
        const expected = model(stored, file, mode);

        const { told: foretold } = await importRows(file, mode, {
          dryRun: true,
          rowsAtOnce: 20 - rowsAtOnce,
        });
        expect(order(await storedLeads())).toEqual(order(stored));
        const { told } = await importRows(file, mode, { rowsAtOnce });
        expect(told).toEqual(foretold);
        expect(told).toMatchObject(expected.counts);
        expect(order(await storedLeads())).toEqual(order(expected.leads));
        expect(
          told.errors.every(
            error =>
              error.duplicate_row !== null || error.duplicate_lead_id !== null,
          ),
        ).toBe(true);
        if (mode === 'create') return;

        const { told: again } = await importRows(file, mode);
        expect(again.created).toBe(0);
        expect(order(await storedLeads())).toEqual(order(expected.leads));
      }),
      { numRuns: 40 },
    );
  });

  it('is undone to what was there before', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, atOnce, async (before, file, rowsAtOnce) => {
        await knex.raw('TRUNCATE leads, imports CASCADE');
        await importRows(before, 'create');
        const keyed = () =>
          knex('leads')
            .select(
              'id',
              'email',
              'notes',
              'email_key',
              'domain_key',
              'name_key',
            )
            .orderBy('id');
        const stored = await keyed();
        const { id, told } = await importRows(file, mode, { rowsAtOnce });
        const result = await knex.transaction(trx =>
          undoImport(trx, { import_id: id, user_ref: 'user:default/bob' }),
        );
        expect(result).toEqual({
          removed: told.created,
          restored: told.updated,
        });
        expect(await keyed()).toEqual(stored);
      }),
      { numRuns: 15 },
    );
  });
});

it('finds leads that others add while it runs', async () => {
  await knex.raw('TRUNCATE leads, imports CASCADE');
  const row = (n: number): Row => ({ email: n, site: n, name: n, notes: '' });
  // A row that repeats another one ends a COPY: then others are looked for
  const file = [row(1), row(2), row(1), row(3), row(4)];
  const { told } = await importRows(file, 'skip', {
    rowsAtOnce: 1,
    async after(list) {
      if (list !== 2) return;
      await knex('leads').insert({
        ...{
          id: uuidv7(),
          business_name: 'Name 9',
          email_key: 'e4@mail.example',
        },
        ...{ website_url: 'https://site-9.example', notes: 'other' },
        ...{ email: 'e4@mail.example', created_by: 'user:default/bob' },
      });
    },
  });
  expect(told).toMatchObject({ created: 3, duplicates: 2 });
  expect(told.errors).toMatchObject([{ duplicate_row: 2 }, { row: 6 }]);
  expect((await storedLeads()).map(({ email }) => email).sort()).toEqual([
    1, 2, 3, 4,
  ]);
});
