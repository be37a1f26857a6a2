/*
 * P8: what a test (P1), an imported row (P3) and a page of the history (P5) cost
 * with ten times as much stored: 20,000 and 200,000 tests with all results of
 * their steps, and as many leads. `yarn bench growth [tests]` takes another size;
 * the larger one is ten times it.
 *
 * Cost is wall time of one unit on a machine that does nothing else: of tests and
 * of rows, throughput of a full machine and so its time, whoever spends it; of
 * pages, which are asked for one by one and without HTTP, the time of the
 * database and of the store around it. Both databases are there at the same time
 * and are measured in turns, each thing three times; the best of each counts, so
 * that what else the machine did in a moment does not look like growth.
 *
 * Yardstick: what PostgreSQL itself costs at both sizes - the bare loop of P1,
 * COPY and one merge of P3, the newest page by one statement of P5.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Knex } from 'knex';
import { historyQuerySchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  HistoryCursor,
  HistoryStore,
} from '../plugins/leadshop-testing-backend/src/store/HistoryStore';
import { OutlineStore } from '../plugins/leadshop-testing-backend/src/store/outlines';
import { SummaryStore } from '../plugins/leadshop-testing-backend/src/store/SummaryStore';
import { BackendProcess, startBackendProcess } from './support/backendProcess';
import { Bench, Figure, freshDatabase, round } from './support/database';
import { bareLoad, engineLoad, removeLoad } from './support/engineLoad';
import { drawnRequests, HistoryRequest, sampleOf } from './support/historyMix';
import { bareMerge, importOf } from './support/importing';
import { writeCopy, writeCsv } from './support/leadRows';
import { seedExecutions } from './support/seedExecutions';

const TIMES = 10;
const ROUNDS = 3;
const TESTS = 2_000;
const ROWS = 30_000;
const PAGES = 600;
const GOAL = 1.15;

interface Filled {
  knex: Knex;
  drop(): Promise<void>;
}

async function filled(databaseUrl: string, tests: number): Promise<Filled> {
  const database = await freshDatabase(databaseUrl, `growth_${tests}`);
  await seedExecutions(database.knex, { executions: tests, leads: tests });
  await settled(database.knex);
  return database;
}

/** What autovacuum does in its time. */
async function settled(knex: Knex): Promise<void> {
  await knex.raw(
    `VACUUM ANALYZE test_executions, test_step_results, test_history, leads, lead_search`,
  );
  await knex.raw('CHECKPOINT');
}

/** Imports a file, and takes its leads away again. @returns us for each row */
async function timeOfRow(
  { knex }: Filled,
  store: () => Promise<number>,
): Promise<number> {
  // Ids are in the order of time
  const [last] = await knex('leads').orderBy('id', 'desc').limit(1).pluck('id');
  const seconds = await store();
  await knex('leads').where('id', '>', last).delete();
  await settled(knex);
  return (seconds * 1e6) / ROWS;
}

/** Imports by a backend on each database. @returns us for each row */
async function importedRows(
  databases: Filled[],
  folder: string,
): Promise<number[]> {
  const file = path.join(folder, 'leads.csv');
  const config = { import: { maxFileSizeMb: 4096, maxLeads: 20_000_000 } };
  const backends = new Map<Filled, BackendProcess>();
  try {
    for (const one of databases) {
      const { knex } = one;
      backends.set(one, await startBackendProcess({ knex, folder, config }));
    }
    return await inTurns(databases, one => {
      const backend = backends.get(one);
      if (!backend) throw new Error('Every database has a backend');
      return timeOfRow(one, () => importOf(backend, file, ROWS));
    });
  } finally {
    for (const backend of backends.values()) await backend.stop();
  }
}

/** Runs tests, and takes them away again. @returns ms for each */
async function timeOfTest(
  { knex }: Filled,
  run: () => Promise<number>,
): Promise<number> {
  const each = await run();
  await removeLoad(knex);
  await settled(knex);
  return each;
}

/** @returns ms for each page, without the first look at what is there */
async function timeOfPage(
  requests: HistoryRequest[],
  ask: (request: HistoryRequest) => Promise<unknown>,
): Promise<number> {
  for (const request of requests.slice(0, 50)) await ask(request);
  const start = performance.now();
  for (const request of requests) await ask(request);
  return (performance.now() - start) / requests.length;
}

async function historyPages({ knex }: Filled) {
  const requests = drawnRequests(await sampleOf(knex), PAGES);
  const history = new HistoryStore(
    knex,
    new SummaryStore(knex, new OutlineStore(knex)),
  );
  return {
    page: () =>
      timeOfPage(requests, ({ fields, cursor }) =>
        history.page(
          historyQuerySchema.parse(fields),
          cursor as HistoryCursor | undefined,
        ),
      ),
    bare: () =>
      timeOfPage(requests, () =>
        knex.raw(
          `SELECT * FROM test_history JOIN test_executions ON id = test_id
           ORDER BY test_history.created_at DESC, test_id DESC LIMIT 25`,
        ),
      ),
  };
}

/** The best of some rounds, of both sizes in turns. */
async function inTurns(
  databases: Filled[],
  measure: (database: Filled) => Promise<number>,
): Promise<number[]> {
  const best = databases.map(() => Infinity);
  for (let i = 0; i < ROUNDS; i++) {
    for (const [n, database] of databases.entries()) {
      best[n] = Math.min(best[n], await measure(database));
    }
  }
  return best;
}

function figures(
  id: string,
  unit: string,
  measured: { own: number[]; bare: number[] },
): Figure[] {
  const growth = ([small, large]: number[]) => round(large / small);
  return [
    {
      name: `P8 ${id}: cost with ${TIMES} times as much stored`,
      value: growth(measured.own),
      unit: 'times',
      goal: `<= ${GOAL}`,
      reached: growth(measured.own) <= GOAL,
    },
    { name: `${id}: small`, value: round(measured.own[0]), unit },
    { name: `${id}: large`, value: round(measured.own[1]), unit },
    {
      name: `${id}: yardstick's growth`,
      value: growth(measured.bare),
      unit: 'times',
    },
    { name: `${id}: yardstick, small`, value: round(measured.bare[0]), unit },
    { name: `${id}: yardstick, large`, value: round(measured.bare[1]), unit },
    {
      name: `${id}: ratio of both growths`,
      value: round(growth(measured.own) / growth(measured.bare)),
      unit: '',
    },
  ];
}

/** Measures P8. */
export default async function growth({
  databaseUrl,
  args,
}: Bench): Promise<Figure[]> {
  const tests = Number(args[0] ?? 20_000);
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'leadshop-bench-'));
  const copyFile = path.join(folder, 'leads.copy');
  await writeCsv(path.join(folder, 'leads.csv'), ROWS);
  await writeCopy(copyFile, ROWS);
  const databases = [
    await filled(databaseUrl, tests),
    await filled(databaseUrl, tests * TIMES),
  ];
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say('Filled');

  const pages = new Map<Filled, Awaited<ReturnType<typeof historyPages>>>();
  for (const database of databases) {
    pages.set(database, await historyPages(database));
  }
  const history = {
    own: await inTurns(databases, async one => pages.get(one)?.page() ?? 0),
    bare: await inTurns(databases, async one => pages.get(one)?.bare() ?? 0),
  };
  say('Pages measured');
  const imports = {
    own: await importedRows(databases, folder),
    bare: await inTurns(databases, one =>
      timeOfRow(one, () => bareMerge(one.knex, copyFile, ROWS)),
    ),
  };
  say('Imports measured');
  const engine = {
    own: await inTurns(databases, one =>
      timeOfTest(one, async () => {
        const load = { tests: TESTS, computesOnly: true };
        return (await engineLoad(one.knex, load)).each;
      }),
    ),
    bare: await inTurns(databases, one =>
      timeOfTest(one, () => bareLoad(one.knex, { tests: TESTS })),
    ),
  };
  for (const { drop } of databases) await drop();
  await fs.rm(folder, { recursive: true, force: true });
  return [
    ...figures('a test (P1)', 'ms', engine),
    ...figures('an imported row (P3)', 'us', imports),
    ...figures('a page of the history (P5)', 'ms', history),
  ];
}
