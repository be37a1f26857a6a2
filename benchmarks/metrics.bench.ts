/*
 * P6: how long a backend, a process of its own reached over HTTP, takes to answer
 * what 30 days with a million tests came to. Questions come at a steady rate,
 * whether the ones before are answered or not, while tests end, so that no answer
 * is like the one before, and while none does. Yardstick: the main figures alone,
 * by bare aggregates over the table of tests; they must also be the same.
 *
 * `yarn bench metrics [tests]`
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Knex } from 'knex';
import { Metrics } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { MetricsFold } from '../plugins/leadshop-testing-backend/src/store/metrics/MetricsFold';
import { BackendProcess, startBackendProcess } from './support/backendProcess';
import { Bench, Figure, freshDatabase, round } from './support/database';
import { END_A_TEST } from './support/endATest';
import { seedExecutions } from './support/seedExecutions';

const TESTS = 1_000_000;
const DAYS = 30;
const RATE = 20;
const WARM_UP = 60;
const QUESTIONS = 600;
const GOAL_MS = 50;
/** Tests that end meanwhile, a second: 600 a minute. */
const ENDING_RATE = 10;
/** Nearest rank against nearest rank, see store/metrics/durations.ts. */
const PERCENTILE_ERROR = 0.01;

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = process.hrtime.bigint();
  const result = await work();
  return [result, Number(process.hrtime.bigint() - start) / 1e6];
}

async function ask(backend: BackendProcess, query: string): Promise<Metrics> {
  const response = await fetch(`${backend.url}/metrics?${query}`, {
    headers: backend.headers,
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Metrics;
}

/** Durations of answers to questions that come at a steady rate, sorted. */
async function atSteadyRate(
  backend: BackendProcess,
  query: string,
  questions: number,
): Promise<number[]> {
  const start = performance.now();
  const answers: Promise<number>[] = [];
  for (let i = 0; i < questions; i++) {
    const due = start + (i * 1000) / RATE;
    await sleep(Math.max(0, due - performance.now()));
    answers.push(timed(() => ask(backend, query)).then(([, ms]) => ms));
  }
  return (await Promise.all(answers)).sort((a, b) => a - b);
}

const at = (sorted: number[], share: number) =>
  round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);

/** Lets tests end at a steady rate, as an engine writes it, until it is told to stop. */
function endTests(knex: Knex): () => Promise<void> {
  let stopped = false;
  const ending = (async () => {
    while (!stopped) {
      await knex.raw(END_A_TEST);
      await sleep(1000 / ENDING_RATE);
    }
  })();
  return () => {
    stopped = true;
    return ending;
  };
}

interface BareFigures {
  successful: number;
  failed: number;
  cancelled: number;
  average: number;
  p50: number;
  p95: number;
  p99: number;
  impact: number;
}

async function bare(knex: Knex, metrics: Metrics): Promise<BareFigures> {
  const { rows } = await knex.raw(
    `SELECT count(*) FILTER (WHERE status = 'success')::int AS successful,
       count(*) FILTER (WHERE status = 'failed')::int AS failed,
       count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled,
       avg(execution_time) FILTER (WHERE status <> 'cancelled')::float8 AS average,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY execution_time)
         FILTER (WHERE status <> 'cancelled') AS p50,
       percentile_disc(0.95) WITHIN GROUP (ORDER BY execution_time)
         FILTER (WHERE status <> 'cancelled') AS p95,
       percentile_disc(0.99) WITHIN GROUP (ORDER BY execution_time)
         FILTER (WHERE status <> 'cancelled') AS p99,
       sum(revenue_impact)::float8 AS impact
     FROM test_executions
     WHERE completed_at >= ? AND completed_at < ?
       AND coalesce(provider_mode, ?) = ?`,
    [metrics.from, metrics.to, metrics.provider_mode, metrics.provider_mode],
  );
  return rows[0];
}

function requireSame(metrics: Metrics, truth: BareFigures): void {
  const near = (value: number | null, exact: number, error: number) =>
    value !== null && Math.abs(value - exact) <= error * exact;
  const same =
    metrics.successful_tests === truth.successful &&
    metrics.failed_tests === truth.failed &&
    metrics.cancelled_tests === truth.cancelled &&
    near(metrics.average_execution_time_ms, truth.average, 1e-6) &&
    near(metrics.revenue_impact.total, truth.impact, 1e-9) &&
    (['p50', 'p95', 'p99'] as const).every(name =>
      near(metrics[name], truth[name], PERCENTILE_ERROR),
    );
  if (same) return;
  const { step_statistics: _, hourly_distribution: __, ...shown } = metrics;
  throw new Error(
    `The figures differ: ${JSON.stringify(shown)} and ${JSON.stringify(truth)}`,
  );
}

export default async function measure(bench: Bench): Promise<Figure[]> {
  const tests = Number(bench.args[0] ?? TESTS);
  const { knex, drop } = await freshDatabase(bench.databaseUrl, 'metrics');
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'leadshop-bench-'));
  let backend: BackendProcess | undefined;
  try {
    const [, seedMs] = await timed(() =>
      seedExecutions(knex, { executions: tests, days: DAYS }),
    );
    const [, buildMs] = await timed(() =>
      new MetricsFold(knex).build({ again: true }),
    );
    backend = await startBackendProcess({
      knex,
      folder,
      // Three months are stored, and none is to go meanwhile
      config: { history: { retention: { days: 365 } } },
      production: true,
    });
    const query = `days=${DAYS}`;
    const metrics = await ask(backend, query);
    const [truth] = await timed(() => bare(knex, metrics));
    requireSame(metrics, truth);
    const bareMs: number[] = [];
    for (let i = 0; i < 5; i++) {
      const [, ms] = await timed(() => bare(knex, metrics));
      bareMs.push(ms);
    }
    bareMs.sort((a, b) => a - b);
    await atSteadyRate(backend, query, WARM_UP);
    const quiet = await atSteadyRate(backend, query, QUESTIONS / 3);
    const stopEnding = endTests(knex);
    await atSteadyRate(backend, query, WARM_UP);
    const sorted = await atSteadyRate(backend, query, QUESTIONS);
    const p99 = at(sorted, 0.99);
    const what = `GET /metrics?days=${DAYS} at ${RATE}/s with ${tests} tests while tests end`;
    const others: Figure[] = [
      { name: 'while none ends, p99', value: at(quiet, 0.99), unit: 'ms' },
    ];
    for (const days of [1, 7, 90]) {
      const other = await atSteadyRate(backend, `days=${days}`, QUESTIONS / 3);
      others.push({
        name: `days=${days}, p99`,
        value: at(other, 0.99),
        unit: 'ms',
      });
    }
    await stopEnding();
    const last = await ask(backend, query);
    requireSame(last, await bare(knex, last));
    return [
      { name: `${what}, p50`, value: at(sorted, 0.5), unit: 'ms' },
      { name: `${what}, p95`, value: at(sorted, 0.95), unit: 'ms' },
      {
        name: `${what}, p99`,
        value: p99,
        unit: 'ms',
        goal: `< ${GOAL_MS}`,
        reached: p99 < GOAL_MS,
      },
      ...others,
      {
        name: 'the main figures by bare aggregates, median of five',
        value: at(bareMs, 0.5),
        unit: 'ms',
      },
      { name: 'seeding', value: round(seedMs / 1000), unit: 's' },
      {
        name: 'building the rollup from all tests',
        value: round(buildMs / 1000),
        unit: 's',
      },
    ];
  } finally {
    await backend?.stop();
    await drop();
    await fs.rm(folder, { recursive: true, force: true });
  }
}
