/*
 * Tests of twelve steps that wait for nothing, run by an engine or by a bare
 * graphile-worker loop that writes the same rows, a test in one statement.
 */
import { Logger, run } from 'graphile-worker';
import { Knex } from 'knex';
import { FeedReader } from '../../plugins/leadshop-testing-backend/src/live/FeedReader';
import { createPool } from '../../plugins/leadshop-testing-backend/src/queue/databasePool';
import { QUEUE_SCHEMA } from '../../plugins/leadshop-testing-backend/src/queue/queueSql';
import { FeedStore } from '../../plugins/leadshop-testing-backend/src/store/FeedStore';
import { benchEngine, noWaitPipeline, quietLogger } from './engine';

const PIPELINE = 'no_wait';
const CONCURRENCY = Number(process.env.BENCH_CONCURRENCY ?? 60);
const WARM_UP = 500;
/** created, started, 12 x started and finished, ended. */
export const EVENTS_PER_TEST = 27;

/** What a run came to. */
export interface EngineLoad {
  /** Wall time of a test, in ms. */
  each: number;
  /** Events that the listener was told, of each test. */
  events: number;
}

async function addTests(knex: Knex, n: number, task: string) {
  await knex.transaction(async trx => {
    await trx.raw(
      `WITH created AS (
         INSERT INTO test_executions (id, test_type, pipeline_version, total_steps, user_ref, lead_data)
         SELECT gen_random_uuid(), :type, (SELECT id FROM pipeline_versions WHERE name = :type ORDER BY first_seen DESC LIMIT 1), 12, 'user:default/bench',
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

/** Waits until so many have been counted. */
function counter() {
  let count = 0;
  let wake = () => {};
  return {
    add(more: number) {
      count += more;
      wake();
    },
    until: (n: number) =>
      new Promise<void>(resolve => {
        wake = () => count >= n && resolve();
        wake();
      }),
  };
}

/** Adds tests, and measures until all have ended. @returns ms for each */
async function timed(
  knex: Knex,
  options: { tests: number; task: string; ended: ReturnType<typeof counter> },
): Promise<number> {
  const { tests, task, ended } = options;
  await addTests(knex, WARM_UP, task);
  await ended.until(WARM_UP);
  const start = process.hrtime.bigint();
  await addTests(knex, tests, task);
  await ended.until(WARM_UP + tests);
  return Number(process.hrtime.bigint() - start) / 1e6 / tests;
}

/**
 * Runs tests by an engine, everything stored and every event delivered to a
 * listener that is a replica of its own.
 *
 * @param options - `computesOnly`: whether the steps say so, see PipelineStep
 */
export async function engineLoad(
  knex: Knex,
  options: { tests: number; computesOnly: boolean },
): Promise<EngineLoad> {
  const { tests, computesOnly } = options;
  const engine = await benchEngine(
    knex,
    { leadshopTesting: { execution: { maxConcurrentTests: CONCURRENCY } } },
    [noWaitPipeline(PIPELINE, { computesOnly })],
  );
  const ended = counter();
  const before = await stored(knex);
  let delivered = 0;
  const feed = new FeedStore(knex);
  const last = await feed.lastId();
  const listener = new FeedReader({
    knex,
    feed,
    logger: quietLogger,
    onNotify: {},
    listening: () => true,
    // A reader starts some way back
    onEvents: async rows => {
      const own = rows.filter(({ id }) => Number(id) > last);
      delivered += own.length;
      ended.add(own.filter(row => row.type === 'test_completed').length);
    },
  });
  await listener.start();
  const each = await timed(knex, { tests, task: 'run_test', ended });
  const now = await stored(knex);
  await listener.stop();
  await engine.stop();
  const all = tests + WARM_UP;
  if (now.ok - before.ok !== all || now.steps - before.steps !== 12 * all) {
    throw new Error(`Not everything was stored: ${JSON.stringify(now)}`);
  }
  return { each, events: delivered / all };
}

async function stored(knex: Knex): Promise<{ ok: number; steps: number }> {
  const { rows } = await knex.raw(
    `SELECT count(*) FILTER (WHERE status = 'success')::int AS ok,
       (SELECT count(*)::int FROM test_step_results) AS steps FROM test_executions
     WHERE test_type = ?`,
    [PIPELINE],
  );
  return rows[0];
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

/** Takes the tests away again. */
export async function removeLoad(knex: Knex): Promise<void> {
  await knex('test_executions').where({ test_type: PIPELINE }).delete();
}

/** Runs tests by a bare loop. @returns ms for each */
export async function bareLoad(
  knex: Knex,
  options: { tests: number },
): Promise<number> {
  // The engine's start makes the schema of the queue and the pipeline's row
  const engine = await benchEngine(knex, {}, [noWaitPipeline(PIPELINE)]);
  await engine.stop();
  const pool = await createPool(knex, { max: 20, logger: quietLogger });
  const ended = counter();
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
        ended.add(1);
      },
    },
  });
  const each = await timed(knex, { ...options, task: 'bare', ended });
  await runner.stop();
  await pool.end();
  return each;
}
