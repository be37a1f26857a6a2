/*
 * P2: the full pipeline against the sandbox: real HTTP, S3, SMTP, PDF, all in
 * one process. Three figures: how long one lead takes alone, how many leads run
 * in a minute, and what the engine and the steps add when every answer of every
 * provider takes 200 ms longer. The yardstick of the last one is the time of the
 * same test in which some provider was at work: on the slowest chain one always
 * is, so what is over it is ours.
 */
import { randomUUID } from 'node:crypto';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { Knex } from 'knex';
import { Bench, Figure, freshDatabase, round } from './support/database';
import { benchEngine } from './support/engine';

const LEADS = Number(process.env.BENCH_LEADS ?? 150);
const WARM_UP = 10;
const ALONE = 10;
const SLOW = 10;
const LATENCY_MS = 200;
const CONCURRENCY = 10;

type Engine = Awaited<ReturnType<typeof benchEngine>>;
/** Measures P2. */
export default async function pipeline({
  databaseUrl,
}: Bench): Promise<Figure[]> {
  const sandbox = await startSandbox({
    httpPort: 0,
    httpsPort: 0,
    smtpPort: 0,
  });
  const { knex, drop } = await freshDatabase(databaseUrl, 'pipeline');
  const port = (url: string) => Number(new URL(url).port);
  const engine = await benchEngine(knex, {
    leadshopSandbox: {
      http: { port: port(sandbox.httpUrl) },
      https: { port: port(sandbox.httpsUrl) },
      smtp: { port: sandbox.smtpPort },
    },
    leadshopTesting: { execution: { maxConcurrentTests: CONCURRENCY } },
  });
  const start = (n: number) =>
    engine.desk.start(
      {
        test_type: 'full_pipeline',
        user_ref: 'user:default/bench',
        lead_data: {
          business_name: `Bench Bakery ${n} ${randomUUID().slice(0, 8)}`,
          website_url: `${sandbox.httpsUrl}/sites/bakery-${n % 50}`,
          email: `owner${n}@bakery.example`,
          industry: 'Bakery',
          naics_code: '311811',
          location: 'Austin, TX',
          annual_revenue: 500_000 + n,
        },
      },
      async () => {},
    );

  const many = async (count: number) => {
    const before = process.hrtime.bigint();
    const ids: string[] = [];
    for (let n = 0; n < count; n++) ids.push((await start(n)).id);
    await allEnded(knex, ids);
    return { ids, seconds: Number(process.hrtime.bigint() - before) / 1e9 };
  };
  const oneByOne = async (count: number) => {
    const tests: { ms: number; id: string }[] = [];
    for (let n = 0; n < count; n++) {
      const before = process.hrtime.bigint();
      const { id } = await start(n);
      await allEnded(knex, [id]);
      tests.push({ id, ms: Number(process.hrtime.bigint() - before) / 1e6 });
    }
    return tests;
  };

  await many(WARM_UP);
  const alone = await oneByOne(ALONE);
  const rate = await many(LEADS);
  await succeeded(knex, rate.ids);

  for (const component of [
    's3',
    'pagespeed',
    'places',
    'screenshotone',
    'semrush',
    'openai',
    'smtp',
    'site',
  ] as const) {
    sandbox.addFault({ component, kind: 'latency', delayMs: LATENCY_MS });
  }
  const overheads: number[] = [];
  const slow: { ms: number; id: string }[] = [];
  for (let n = 0; n < SLOW; n++) {
    sandbox.clearRequests();
    const [test] = await oneByOne(1);
    slow.push(test);
    overheads.push(await overhead(engine, sandbox, test.id));
  }
  await engine.stop();
  await drop();
  await sandbox.stop();

  const p50 = median(alone.map(t => t.ms));
  const perMinute = (LEADS / rate.seconds) * 60;
  const added = median(overheads);
  return [
    {
      name: 'P2 one lead alone, p50',
      value: Math.round(p50),
      unit: 'ms',
      goal: '< 2000',
      reached: p50 < 2_000,
    },
    {
      name: 'P2 one lead alone, slowest of ten',
      value: Math.round(Math.max(...alone.map(t => t.ms))),
      unit: 'ms',
    },
    {
      name: 'P2 leads, ten at a time',
      value: Math.round(perMinute),
      unit: 'per minute',
      goal: '>= 300',
      reached: perMinute >= 300,
    },
    {
      name: `P2 one lead with ${LATENCY_MS} ms added to every answer, p50`,
      value: Math.round(median(slow.map(t => t.ms))),
      unit: 'ms',
    },
    {
      name: 'P2 overhead over the providers on the slowest chain, p50',
      value: round(added),
      unit: '%',
      goal: '< 10',
      reached: added < 10,
    },
  ];
}

/** Polls: the figure must not depend on the feed that is measured elsewhere. */
async function allEnded(knex: Knex, ids: string[]) {
  for (;;) {
    const { rows } = await knex.raw(
      `SELECT count(*)::int AS n FROM test_executions
       WHERE id = ANY(?) AND status IN ('pending', 'running')`,
      [ids],
    );
    if (rows[0].n === 0) return;
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

async function succeeded(knex: Knex, ids: string[]) {
  const { rows } = await knex.raw(
    `SELECT e.error_message, count(*)::int AS n FROM test_executions e
     WHERE id = ANY(?) AND status <> 'success' GROUP BY 1`,
    [ids],
  );
  if (rows.length > 0) {
    throw new Error(`Not every test succeeded: ${JSON.stringify(rows)}`);
  }
}

/** The time of the whole test over that in which a provider was at work. */
async function overhead(
  engine: Engine,
  sandbox: Sandbox,
  id: string,
): Promise<number> {
  const summary = (await engine.summaries.byIds([id])).get(id);
  if (summary?.status !== 'success') {
    throw new Error(`Test ${id} did not succeed: ${summary?.error_message}`);
  }
  const arrivals = sandbox
    .requests()
    .map(request => Date.parse(request.time))
    .sort((a, b) => a - b);
  let busy = 0;
  let until = 0;
  for (const arrival of arrivals) {
    const end = arrival + LATENCY_MS;
    busy += Math.max(0, end - Math.max(arrival, until));
    until = Math.max(until, end);
  }
  return ((summary.execution_time ?? 0) / busy - 1) * 100;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
