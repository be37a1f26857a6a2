/*
 * P3: how many rows of a CSV with twelve columns a backend takes in a second,
 * from the first byte of the upload to leads that are stored, checked and
 * deduplicated. The backend is a process of its own, reached over HTTP; its
 * memory is watched, and it is asked for its status ten times a second meanwhile.
 * Yardstick: COPY of the same rows, normalised beforehand, and one set-based merge
 * into a table with the same indexes, without validation.
 *
 * `yarn bench import` measures 100,000 and 1,000,000 rows; other sizes are given
 * as arguments.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Knex } from 'knex';
import { BackendProcess, startBackendProcess } from './support/backendProcess';
import { Bench, Figure, freshDatabase, round } from './support/database';
import { bareMerge, importOf } from './support/importing';
import { writeCopy, writeCsv } from './support/leadRows';

const SIZES = [100_000, 1_000_000];
const WARM_UP = 5_000;
const STATUS_EVERY_MS = 100;
const MEBIBYTE = 1024 * 1024;

interface Measured {
  perSecond: number;
  /** Growth of the backend's memory at its peak, in bytes. */
  grown: number;
  /** How long answers about the status took, in ms, sorted. */
  statusMs: number[];
}

/** Asks for the status and looks at the memory until told to stop. */
function watch(backend: BackendProcess) {
  const statusMs: number[] = [];
  let peak = 0;
  let over = false;
  const asking = new Set<Promise<void>>();
  const ask = async () => {
    const start = process.hrtime.bigint();
    const response = await fetch(`${backend.url}/status`, {
      headers: backend.headers,
    });
    await response.text();
    statusMs.push(Number(process.hrtime.bigint() - start) / 1e6);
  };
  const looping = (async () => {
    while (!over) {
      // Not one after the other: a late answer must not hide the next
      const asked = ask().finally(() => asking.delete(asked));
      asking.add(asked);
      peak = Math.max(peak, await backend.rss());
      await sleep(STATUS_EVERY_MS);
    }
    await Promise.all(asking);
  })();
  return async () => {
    over = true;
    await looping;
    return { peak, statusMs: statusMs.sort((a, b) => a - b) };
  };
}

async function measure(
  databaseUrl: string,
  folder: string,
  rows: number,
): Promise<Measured & { yardstick: number }> {
  const copyFile = path.join(folder, 'leads.copy');
  await writeCopy(copyFile, rows);
  const bareDatabase = await freshDatabase(databaseUrl, 'yardstick');
  const bare = rows / (await bareMerge(bareDatabase.knex, copyFile, rows));
  await bareDatabase.drop();
  await fs.rm(copyFile);

  const file = path.join(folder, 'leads.csv');
  const { knex, drop } = await freshDatabase(databaseUrl, 'import');
  const backend = await startBackendProcess({
    knex,
    folder,
    config: { import: { maxFileSizeMb: 4096, maxLeads: 20_000_000 } },
  });
  try {
    await writeCsv(file, WARM_UP);
    await importOf(backend, file, WARM_UP);
    await emptied(knex);
    await writeCsv(file, rows);
    const before = await backend.rss();
    const stop = watch(backend);
    const seconds = await importOf(backend, file, rows);
    const { peak, statusMs } = await stop();
    return {
      perSecond: rows / seconds,
      grown: peak - before,
      statusMs,
      yardstick: bare,
    };
  } finally {
    await backend.stop();
    await drop();
    await fs.rm(file, { force: true });
  }
}

/** The warm-up must not be what the measured rows are compared with. */
async function emptied(knex: Knex) {
  await knex.raw('TRUNCATE leads, imports CASCADE');
  await knex.raw('CHECKPOINT');
}

function figures(rows: number, measured: Measured & { yardstick: number }) {
  const { perSecond, grown, statusMs, yardstick: bare } = measured;
  const of = rows.toLocaleString('en-US');
  const p99 = statusMs[Math.floor(statusMs.length * 0.99)] ?? 0;
  const slowest = statusMs.at(-1) ?? 0;
  const ratio = perSecond / bare;
  const result: Figure[] = [
    {
      name: `P3 ${of} rows, from upload to stored`,
      value: Math.round(perSecond),
      unit: 'per second',
      goal: '>= 40000',
      reached: perSecond >= 40_000,
    },
    {
      name: 'yardstick: COPY and one merge of the same rows',
      value: Math.round(bare),
      unit: 'per second',
    },
    {
      name: 'ratio',
      value: round(ratio),
      unit: '',
      goal: '>= 0.5',
      reached: ratio >= 0.5,
    },
    {
      name: 'memory of the backend, growth at its peak',
      value: Math.round(grown / MEBIBYTE),
      unit: 'MB',
      goal: '< 200',
      reached: grown < 200 * MEBIBYTE,
    },
    {
      name: 'GET /status meanwhile, p99',
      value: Math.round(p99),
      unit: 'ms',
    },
    {
      name: 'GET /status meanwhile, the slowest',
      value: Math.round(slowest),
      unit: 'ms',
      goal: '< 200',
      reached: slowest < 200,
    },
  ];
  return result;
}

/** Measures P3. */
export default async function importBench({
  databaseUrl,
  args,
}: Bench): Promise<Figure[]> {
  const sizes = args.length > 0 ? args.map(Number) : SIZES;
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'leadshop-import-'));
  const result: Figure[] = [];
  try {
    for (const rows of sizes) {
      result.push(...figures(rows, await measure(databaseUrl, folder, rows)));
    }
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
  return result;
}
