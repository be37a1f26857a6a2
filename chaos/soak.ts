/*
 * R7: a backend under a steady load for as long as it takes to see what grows.
 * 1,000 tests a minute of twelve steps that wait for nothing (those of P1), ordered
 * over HTTP; 500 sockets; imports one after the other, of the same file, so that
 * leads are compared and not piled up. Started by scripts/soak.mjs.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Knex } from 'knex';
import { QUEUE_SCHEMA } from '../plugins/leadshop-testing-backend/src/queue/queueSql';
import { Crowd } from './support/Crowd';
import { Importing } from './support/Importing';
import { Load } from './support/Load';
import { persist } from './support/persist';
import { NO_WAIT } from './support/pipelineNames';
import { Stage } from './support/Stage';
import { grid } from './support/table';

const TESTS_PER_MINUTE = 1_000;
const SOCKETS = 500;
const MINUTE_MS = 60_000;
const MEBIBYTE = 1024 * 1024;
/** Until then caches and pools fill; what grows after it is a leak. */
const SETTLED_AFTER_MINUTES = 5;
/** More than this above where it settled is growth, and not noise. */
const MEMORY_NOISE = 1.15;
const GOAL_PERCENT = 99.5;
/** Vacuum comes at a fifth; twice that is a table that is not kept up with. */
const MOST_DEAD_PERCENT = 40;

interface Minute {
  started: number;
  ended: number;
  internal: number;
  waiting: number;
  rss: number;
  heap: number;
  bytesPerTest: number;
  queueBytes: number;
  deadPercent: number;
  lagMs: number;
  sockets: number;
  imported: number;
}

/** Tables whose rows change; the others only grow with what is stored. */
const CHANGING = `('test_executions', 'leads', 'workers', '_private_jobs', 'rate_limits')`;

async function measureTables(knex: Knex) {
  const { rows } = await persist(() =>
    knex.raw(
      `SELECT
       (SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::float8 FROM pg_class c
          WHERE c.relname IN ('test_executions', 'test_step_results', 'feed_events')) AS bytes,
       pg_total_relation_size('${QUEUE_SCHEMA}._private_jobs')::float8 AS queue_bytes,
       (SELECT coalesce(100.0 * sum(n_dead_tup) / nullif(sum(n_dead_tup + n_live_tup), 0), 0)::float8
          FROM pg_stat_user_tables WHERE relname IN ${CHANGING}
            AND n_dead_tup + n_live_tup > 1000) AS dead_percent,
       (SELECT count(*)::int FROM test_executions) AS tests,
       (SELECT count(*)::int FROM test_executions
          WHERE status IN ('success', 'failed', 'cancelled')) AS ended,
       (SELECT count(*)::int FROM test_executions WHERE failure_reason = 'internal') AS internal`,
    ),
  );
  return rows[0] as {
    bytes: number;
    queue_bytes: number;
    dead_percent: number;
    tests: number;
    ended: number;
    internal: number;
  };
}

async function soak(minutes: number): Promise<boolean> {
  const stage = await Stage.open({
    databaseUrl: process.env.CHAOS_DATABASE_URL ?? '',
    backends: ['A'],
  });
  const [backend] = stage.backends;
  const crowd = new Crowd({ url: backend.url, token: stage.watcherToken });
  const importing = new Importing({
    url: backend.url,
    headers: stage.headers,
    folder: stage.folder,
  });
  const load = new Load({
    rate: TESTS_PER_MINUTE / 60,
    order: n => ({ test_type: NO_WAIT, lead_data: stage.lead(n % 2_000) }),
    urls: () => [backend.url],
    headers: stage.headers,
  });
  const measured: Minute[] = [];
  let stopped = false;
  process.once('SIGTERM', () => {
    stopped = true;
  });
  try {
    await stage.ensureBackends();
    await crowd.open(SOCKETS);
    importing.start();
    load.start();
    let before = { started: 0, ended: 0, internal: 0, imported: 0 };
    for (let n = 1; n <= minutes && !stopped; n++) {
      await sleep(MINUTE_MS);
      const tables = await measureTables(stage.knex);
      const now = {
        started: tables.tests,
        ended: tables.ended,
        internal: tables.internal,
        imported: importing.rows,
      };
      const minute: Minute = {
        started: now.started - before.started,
        ended: now.ended - before.ended,
        internal: now.internal - before.internal,
        imported: now.imported - before.imported,
        waiting: tables.tests - tables.ended,
        rss: await backend.rss(),
        heap: await backend.heap(),
        bytesPerTest: tables.bytes / Math.max(1, tables.tests),
        queueBytes: tables.queue_bytes,
        deadPercent: tables.dead_percent,
        lagMs: crowd.takeLag(),
        sockets: crowd.size,
      };
      before = now;
      measured.push(minute);
      process.stdout.write(`${n}: ${JSON.stringify(minute)}\n`);
    }
    await load.stop();
    await importing.stop();
    for (let tries = 0; tries < 60; tries++) {
      const { tests, ended } = await measureTables(stage.knex);
      if (tests === ended) break;
      await sleep(1_000);
    }
    const { tests, ended, internal } = await measureTables(stage.knex);
    process.stdout.write(`\n${tableOf(measured)}\n\n`);
    const verdicts = verdict(measured, {
      ordered: load.orders.length,
      well: Math.min(tests, ended) - internal,
      losses: crowd.losses,
      failedImports: importing.failed,
    });
    for (const [text, holds] of verdicts) {
      process.stdout.write(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${text}\n`);
    }
    return verdicts.every(([, holds]) => holds);
  } finally {
    await load.stop();
    await importing.stop();
    crowd.close();
    await stage.close();
  }
}

function tableOf(measured: readonly Minute[]): string {
  const mib = (bytes: number) => (bytes / MEBIBYTE).toFixed(0);
  return grid([
    [
      ...['minute', 'started', 'ended', 'errors %', 'waiting', 'imported rows'],
      ...['RSS MiB', 'heap MiB', 'KB/test', 'queue MiB', 'dead %'],
      ...['feed p99 ms', 'sockets'],
    ],
    ...measured.map((m, i) => [
      String(i + 1),
      String(m.started),
      String(m.ended),
      ((100 * m.internal) / Math.max(1, m.ended)).toFixed(2),
      String(m.waiting),
      String(m.imported),
      mib(m.rss),
      mib(m.heap),
      (m.bytesPerTest / 1024).toFixed(1),
      (m.queueBytes / MEBIBYTE).toFixed(1),
      m.deadPercent.toFixed(1),
      m.lagMs.toFixed(0),
      String(m.sockets),
    ]),
  ]);
}

function verdict(
  measured: readonly Minute[],
  sums: {
    ordered: number;
    well: number;
    losses: number;
    failedImports: number;
  },
): [string, boolean][] {
  const percent = (100 * sums.well) / Math.max(1, sums.ordered);
  const last = measured[measured.length - 1];
  const verdicts: [string, boolean][] = [
    [
      `${percent.toFixed(2)} % of ${
        sums.ordered
      } tests reached a true end (goal ${GOAL_PERCENT} %)`,
      percent >= GOAL_PERCENT,
    ],
    [`${sums.losses} sockets were lost`, sums.losses === 0],
    [`${sums.failedImports} imports failed`, sums.failedImports === 0],
    [
      `${last.deadPercent.toFixed(
        1,
      )} % dead rows at the end (at most ${MOST_DEAD_PERCENT} %)`,
      last.deadPercent <= MOST_DEAD_PERCENT,
    ],
  ];
  const settled = measured.slice(0, SETTLED_AFTER_MINUTES);
  if (measured.length <= settled.length) {
    verdicts.push([
      `whether memory and tables stay flat is told only after ${SETTLED_AFTER_MINUTES} minutes`,
      true,
    ]);
    return verdicts;
  }
  const rss = Math.max(...settled.map(m => m.rss));
  const { bytesPerTest, queueBytes } = settled[settled.length - 1];
  verdicts.push(
    [
      `memory ${(last.rss / rss).toFixed(
        2,
      )} times that of the first ${SETTLED_AFTER_MINUTES} minutes`,
      last.rss <= rss * MEMORY_NOISE,
    ],
    [
      `${(last.bytesPerTest / bytesPerTest).toFixed(
        2,
      )} times the bytes for a test`,
      last.bytesPerTest <= bytesPerTest * MEMORY_NOISE,
    ],
    [
      `the queue's table ${(last.queueBytes / queueBytes).toFixed(
        2,
      )} times as large`,
      last.queueBytes <= queueBytes * MEMORY_NOISE + MEBIBYTE,
    ],
  );
  return verdicts;
}

soak(Number(process.env.SOAK_MINUTES)).then(
  holds => process.exit(holds ? 0 : 1),
  error => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
