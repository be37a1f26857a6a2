/*
 * P5: pages of the history, of the leads, and single tests, over HTTP at 200
 * requests a second, with a million tests (twelve million results of steps) and
 * a million leads. The pages of the history are drawn at random: any filters
 * together, any order, from the top or from the middle. Yardstick: the same pages
 * by their SQL alone, one after the other, without HTTP.
 */
import { once } from 'node:events';
import fs from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
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
import { drawnRequests, HistoryRequest, sampleOf } from './support/historyMix';
import { seedExecutions } from './support/seedExecutions';

const EXECUTIONS = Number(process.env.BENCH_EXECUTIONS ?? 1_000_000);
const LEADS = Number(process.env.BENCH_LEADS ?? EXECUTIONS);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 60);
const PER_SECOND = Number(process.env.BENCH_RATE ?? 200);
const WARM_UP = 400;
const SOCKETS = 100;
const GOAL_MS = 25;

/** p50, p95, p99 and the slowest, in milliseconds. */
function spread(taken: number[]): [number, number, number, number] {
  const sorted = [...taken].sort((a, b) => a - b);
  const at = (share: number) =>
    round(
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))],
    );
  return [at(0.5), at(0.95), at(0.99), at(1)];
}

/** Reads a whole answer, which must be one. */
async function ask(
  backend: BackendProcess,
  requested: string,
  agent: http.Agent,
): Promise<void> {
  const request = http.get(`${backend.url}${requested}`, {
    agent,
    headers: backend.headers,
  });
  const [response] = (await once(request, 'response')) as [
    http.IncomingMessage,
  ];
  const body = await text(response);
  if (response.statusCode !== 200) {
    throw new Error(`${requested}: ${response.statusCode} ${body}`);
  }
}

/**
 * Asks at a steady rate, whether earlier answers have come or not.
 *
 * @returns what each took from when it was due, in milliseconds
 */
async function load(
  backend: BackendProcess,
  paths: string[],
  perSecond: number,
): Promise<number[]> {
  const start = performance.now();
  const answers: Promise<number>[] = [];
  const agent = new http.Agent({ keepAlive: true, maxSockets: SOCKETS });
  for (const [i, requested] of paths.entries()) {
    const due = start + (i * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 1) await sleep(early);
    answers.push(
      ask(backend, requested, agent).then(() => performance.now() - due),
    );
  }
  const taken = await Promise.all(answers);
  agent.destroy();
  return taken;
}

async function sqlAlone(
  knex: Knex,
  requests: HistoryRequest[],
): Promise<number[]> {
  const history = new HistoryStore(
    knex,
    new SummaryStore(knex, new OutlineStore(knex)),
  );
  const taken: number[] = [];
  for (const { fields, cursor } of requests) {
    const before = performance.now();
    await history.page(
      historyQuerySchema.parse(fields),
      cursor as HistoryCursor | undefined,
    );
    taken.push(performance.now() - before);
  }
  return taken;
}

/** Measures P5 on a database that has been filled. */
export async function measureHistory(knex: Knex): Promise<Figure[]> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'leadshop-bench-'));
  const sample = await sampleOf(knex);
  const backend = await startBackendProcess({
    knex,
    folder,
    // Three months are stored, and none is to go meanwhile
    config: { history: { retention: { days: 365 } } },
    production: true,
  });
  const requests = drawnRequests(sample, SECONDS * PER_SECOND);
  const several = (of: string[], n: number) =>
    Array.from({ length: n }, (_, i) => of[i % of.length]);
  const warm = drawnRequests(sample, WARM_UP, 7).map(({ path: to }) => to);
  await load(backend, warm, PER_SECOND / 2);

  const series: [string, number[]][] = [];
  const measure = async (name: string, paths: string[]) => {
    series.push([name, await load(backend, paths, PER_SECOND)]);
  };
  await measure(
    'history, any page and filters',
    requests.map(({ path: to }) => to),
  );
  const short = Math.ceil((SECONDS / 3) * PER_SECOND);
  await measure(
    'leads, any page and filters',
    several(sample.leadPaths, short),
  );
  await measure(
    'a whole test',
    several(
      sample.test_ids.map(id => `/tests/${id}`),
      short,
    ),
  );
  await measure(
    'the previous test of a lead',
    several(
      sample.previous.map(
        ({ lead_id, before }) =>
          `/history?lead_id=${lead_id}&to=${before}&limit=1`,
      ),
      short,
    ),
  );
  await backend.stop();
  await fs.rm(folder, { recursive: true, force: true });

  const alone = spread(await sqlAlone(knex, requests.slice(0, 2_000)));
  const figures = series.flatMap(([name, taken]): Figure[] => {
    const [p50, p95, p99, slowest] = spread(taken);
    return [
      {
        name: `P5 ${name}: p99 at ${PER_SECOND} requests/s`,
        value: p99,
        unit: 'ms',
        goal: `< ${GOAL_MS}`,
        reached: p99 < GOAL_MS,
      },
      { name: `${name}: p50`, value: p50, unit: 'ms' },
      { name: `${name}: p95`, value: p95, unit: 'ms' },
      { name: `${name}: slowest`, value: slowest, unit: 'ms' },
    ];
  });
  return [
    ...figures,
    {
      name: 'yardstick: SQL of the history alone, p50',
      value: alone[0],
      unit: 'ms',
    },
    { name: 'yardstick: p99', value: alone[2], unit: 'ms' },
    {
      name: 'ratio of p99',
      value: round(figures[0].value / alone[2]),
      unit: '',
    },
  ];
}

/** Measures P5. */
export default async function measureP5({
  databaseUrl,
}: Bench): Promise<Figure[]> {
  const { knex, drop } = await freshDatabase(databaseUrl, 'history');
  await seedExecutions(knex, {
    executions: EXECUTIONS,
    leads: LEADS,
    days: 90,
    onProgress: done => process.stdout.write(`\r${done} tests`),
  });
  process.stdout.write('\n');
  for (const table of [
    'test_history',
    'test_executions',
    'test_step_results',
    'leads',
    'lead_search',
  ]) {
    await knex.raw('VACUUM ANALYZE ??', [table]);
  }
  try {
    return await measureHistory(knex);
  } finally {
    await drop();
  }
}
