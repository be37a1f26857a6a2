/*
 * How long it takes to delete half of a history, and what it does to a portal at
 * work: statements as the engine writes them when a test ends come at a steady
 * rate, alone and while tests are deleted.
 *
 * `yarn bench retention [tests]`
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { makeWorkerUtils } from 'graphile-worker';
import { Knex } from 'knex';
import { AuditTrail } from '../plugins/leadshop-testing-backend/src/audit';
import { AuditKeys } from '../plugins/leadshop-testing-backend/src/audit/AuditKeys';
import { createPool } from '../plugins/leadshop-testing-backend/src/queue/databasePool';
import { QUEUE_SCHEMA } from '../plugins/leadshop-testing-backend/src/queue/queueSql';
import { RetentionKeeper } from '../plugins/leadshop-testing-backend/src/retention/RetentionKeeper';
import { MetricsFold } from '../plugins/leadshop-testing-backend/src/store/metrics/MetricsFold';
import { Bench, Figure, freshDatabase, round } from './support/database';
import { quietLogger } from './support/engine';
import { END_A_TEST } from './support/endATest';
import { seedExecutions } from './support/seedExecutions';

const TESTS = 1_000_000;
const DAYS = 60;
const KEPT_DAYS = 30;
const DAY_MS = 24 * 3_600_000;
const EVERY_MS = 20;
const QUIET_MS = 20_000;
/** Of a statement that an engine waits for. */
const GOAL_MS = 100;

/** Ends tests until told to stop. @returns how long each took, sorted */
function endTests(knex: Knex): () => Promise<number[]> {
  let stopped = false;
  const took: number[] = [];
  const ending = (async () => {
    while (!stopped) {
      const began = performance.now();
      await knex.raw(END_A_TEST);
      took.push(performance.now() - began);
      await sleep(EVERY_MS);
    }
  })();
  return async () => {
    stopped = true;
    await ending;
    return took.sort((a, b) => a - b);
  };
}

const at = (sorted: number[], share: number) =>
  round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);

async function sizeMb(knex: Knex): Promise<number> {
  const { rows } = await knex.raw(
    `SELECT sum(pg_total_relation_size(name))::float8 / 1048576 AS mb
     FROM unnest(ARRAY['test_executions', 'test_step_results', 'test_history']::regclass[]) name`,
  );
  return rows[0].mb;
}

/** The tables of the queue, into which the jobs for objects go. */
async function makeQueue(knex: Knex): Promise<void> {
  const pgPool = await createPool(knex, { max: 1, logger: quietLogger });
  const utils = await makeWorkerUtils({ pgPool, schema: QUEUE_SCHEMA });
  await utils.migrate();
  await utils.release();
  await pgPool.end();
}

/** Measures what retention costs. */
export default async function measureRetention({
  databaseUrl,
  args,
}: Bench): Promise<Figure[]> {
  const tests = Number(args[0] ?? TESTS);
  const { knex, drop } = await freshDatabase(databaseUrl, 'retention');
  try {
    await makeQueue(knex);
    await seedExecutions(knex, {
      executions: tests,
      days: DAYS,
      onProgress: done => process.stdout.write(`\r${done} tests`),
    });
    process.stdout.write('\n');
    await new MetricsFold(knex).build({ again: true });
    await knex.raw('VACUUM ANALYZE');
    const before = await sizeMb(knex);

    const stopQuiet = endTests(knex);
    await sleep(QUIET_MS);
    const quiet = await stopQuiet();

    const keeper = new RetentionKeeper({
      knex,
      trail: new AuditTrail(new AuditKeys([])),
      logger: quietLogger,
      stragglersMs: 0,
      history: { enabled: true, retentionMs: KEPT_DAYS * DAY_MS },
    });
    const stopBusy = endTests(knex);
    const began = performance.now();
    let deleted = 0;
    for (let more = true; more; ) {
      const run = await keeper.run();
      deleted += run.tests;
      more = run.tests > 0;
    }
    const seconds = (performance.now() - began) / 1000;
    const busy = await stopBusy();
    await knex.raw('VACUUM test_executions, test_step_results, test_history');
    const p99 = at(busy, 0.99);
    return [
      {
        name: `${deleted} of ${tests} tests with their steps deleted, resting as long as working`,
        value: round(deleted / seconds),
        unit: 'tests/s',
      },
      { name: 'the whole of it', value: round(seconds), unit: 's' },
      { name: 'a test ends, alone, p99', value: at(quiet, 0.99), unit: 'ms' },
      {
        name: 'a test ends, meanwhile, p99',
        value: p99,
        unit: 'ms',
        goal: `< ${GOAL_MS}`,
        reached: p99 < GOAL_MS,
      },
      {
        name: 'a test ends, meanwhile, slowest',
        value: at(busy, 1),
        unit: 'ms',
      },
      {
        name: 'size of tables and indexes, in percent of before',
        value: round(((await sizeMb(knex)) / before) * 100),
        unit: '%',
      },
    ];
  } finally {
    await drop();
  }
}
