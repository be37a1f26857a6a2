/*
 * P1: how many tests of twelve steps that wait for nothing the engine runs in a
 * minute, everything persisted and every event delivered to a listener that is a
 * replica of its own. Yardstick: a bare graphile-worker loop on the same cluster
 * that writes the same rows, a test in one statement, without the engine.
 */
import { Logger, run } from 'graphile-worker';
import { Knex } from 'knex';
import { FeedReader } from '../plugins/leadshop-testing-backend/src/live/FeedReader';
import { createPool } from '../plugins/leadshop-testing-backend/src/queue/databasePool';
import { QUEUE_SCHEMA } from '../plugins/leadshop-testing-backend/src/queue/queueSql';
import { FeedStore } from '../plugins/leadshop-testing-backend/src/store/FeedStore';
import { Bench, Figure, freshDatabase, round } from './support/database';
import { benchEngine, noWaitPipeline, quietLogger } from './support/engine';

const TESTS = Number(process.env.BENCH_TESTS ?? 5_000);
const WARM_UP = 500;
const CONCURRENCY = Number(process.env.BENCH_CONCURRENCY ?? 60);
const PIPELINE = 'full_pipeline';
/** created, started, 12 x started and finished, ended. */
const EVENTS_PER_TEST = 27;

async function addTests(knex: Knex, n: number, task: string) {
  await knex.transaction(async trx => {
    await trx.raw(
      `WITH created AS (
         INSERT INTO test_executions (id, test_type, pipeline_version, total_steps, user_ref, lead_data)
         SELECT gen_random_uuid(), :type, (SELECT id FROM pipeline_versions LIMIT 1), 12, 'user:default/bench',
           '{"business_name":"Bench","website_url":"https://bench.example"}'
         FROM generate_series(1, :n) RETURNING id
       ), logged AS (
         INSERT INTO feed_events (channel, type, test_id, payload)
         SELECT 'test', 'test_update', id, '{"kind":"created","attempt":0,"message":"Created","step":null}' FROM created
         RETURNING test_id
       )
       SELECT count(*) FROM ${QUEUE_SCHEMA}.add_jobs(ARRAY(
         SELECT row(:task, json_build_object('test_id', test_id), NULL, NULL, 5, test_id::text, 0, NULL)::${QUEUE_SCHEMA}.job_spec
         FROM logged))`,
      { type: PIPELINE, n, task },
    );
  });
}

async function engineRun(
  url: string,
): Promise<{ perMinute: number; events: number }> {
  const { knex, drop } = await freshDatabase(url, 'engine');
  const engine = await benchEngine(
    knex,
    { leadshopTesting: { execution: { maxConcurrentTests: CONCURRENCY } } },
    [noWaitPipeline(PIPELINE)],
  );
  let delivered = 0;
  let completed = 0;
  let wake = () => {};
  const listener = new FeedReader({
    knex,
    feed: new FeedStore(knex),
    logger: quietLogger,
    onNotify: {},
    listening: () => true,
    onEvents: async rows => {
      delivered += rows.length;
      completed += rows.filter(row => row.type === 'test_completed').length;
      wake();
    },
  });
  await listener.start();
  const until = (n: number) =>
    new Promise<void>(resolve => {
      wake = () => completed >= n && resolve();
      wake();
    });

  await addTests(knex, WARM_UP, 'run_test');
  await until(WARM_UP);
  const eventsBefore = delivered;
  const start = process.hrtime.bigint();
  await addTests(knex, TESTS, 'run_test');
  await until(WARM_UP + TESTS);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;

  const { rows } = await knex.raw(
    `SELECT count(*) FILTER (WHERE status = 'success')::int AS ok,
       (SELECT count(*)::int FROM test_step_results) AS steps FROM test_executions`,
  );
  if (
    rows[0].ok !== TESTS + WARM_UP ||
    rows[0].steps !== (TESTS + WARM_UP) * 12
  ) {
    throw new Error(`Not everything was stored: ${JSON.stringify(rows[0])}`);
  }
  await listener.stop();
  await engine.stop();
  await drop();
  return {
    perMinute: (TESTS / seconds) * 60,
    events: delivered - eventsBefore,
  };
}

const BARE_WRITE = `
  WITH test AS (
    UPDATE test_executions SET status = 'success', attempt = 1, started_at = now(),
      completed_at = now(), current_step = 12, success_rate = 100, execution_time = 1
    WHERE id = $1 RETURNING id
  ), steps AS (
    INSERT INTO test_step_results (execution_id, step_name, step_number, component, title, status,
      started_at, duration, attempts, details)
    SELECT id, 'step_' || n, n, 'component', 'Title', 'success', now(), 1,
      '[{"number":1,"started_at":"2026-01-01T00:00:00.000Z","duration":0,"error":null,"fault":null,"retry_in":null}]',
      '{"measured":42}'
    FROM test, generate_series(1, 12) n
  )
  INSERT INTO feed_events (channel, type, test_id, payload)
  SELECT 'test', CASE n WHEN 26 THEN 'test_completed' ELSE 'test_update' END, id,
    '{"kind":"step_finished","attempt":1,"message":"Title succeeded","step":{"step_name":"step","step_number":1,"title":"Title","component":"component","status":"success","fault":null,"provider_mode":null,"started_at":"2026-01-01T00:00:00.000Z","duration":0,"error":null}}'
  FROM test, generate_series(1, 26) n`;

async function bareRun(url: string): Promise<number> {
  const { knex, drop } = await freshDatabase(url, 'bare');
  // The engine's start makes the schema of the queue and the pipeline's row
  const engine = await benchEngine(knex, {}, [noWaitPipeline(PIPELINE)]);
  await engine.stop();
  const pool = await createPool(knex, { max: 20, logger: quietLogger });
  let done = 0;
  let wake = () => {};
  const runner = await run({
    pgPool: pool,
    schema: QUEUE_SCHEMA,
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    taskList: {
      bare: async payload => {
        await pool.query(BARE_WRITE, [
          (payload as { test_id: string }).test_id,
        ]);
        done += 1;
        wake();
      },
    },
  });
  const until = (n: number) =>
    new Promise<void>(resolve => {
      wake = () => done >= n && resolve();
      wake();
    });
  await addTests(knex, WARM_UP, 'bare');
  await until(WARM_UP);
  const start = process.hrtime.bigint();
  await addTests(knex, TESTS, 'bare');
  await until(WARM_UP + TESTS);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  await runner.stop();
  await pool.end();
  await drop();
  return (TESTS / seconds) * 60;
}

/** Measures P1. */
export default async function engine({
  databaseUrl,
}: Bench): Promise<Figure[]> {
  const bare = await bareRun(databaseUrl);
  const { perMinute, events } = await engineRun(databaseUrl);
  const ratio = perMinute / bare;
  return [
    {
      name: 'P1 tests of 12 steps, ended and told',
      value: Math.round(perMinute),
      unit: 'per minute',
      goal: '>= 25000',
      reached: perMinute >= 25_000,
    },
    {
      name: 'events delivered to the listener',
      value: round(events / TESTS),
      unit: 'per test',
      goal: `${EVENTS_PER_TEST}`,
      reached: events === EVENTS_PER_TEST * TESTS,
    },
    {
      name: 'yardstick: bare loop that writes the same rows',
      value: Math.round(bare),
      unit: 'per minute',
    },
    {
      name: 'ratio',
      value: round(ratio),
      unit: '',
      goal: '>= 0.35',
      reached: ratio >= 0.35,
    },
  ];
}
