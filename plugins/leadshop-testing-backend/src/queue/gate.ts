/*
 * Who may take a test now. graphile-worker takes a job by an UPDATE that sets
 * `locked_at`; a trigger looks at exactly that and leaves the row as it was when
 * the queue is paused or as many tests run as may. The library then finds no job
 * and asks again, so nothing is lost, no try is counted, and no replica has to be
 * told: also not one that starts just then, and not one of an older version.
 *
 * The cap over all replicas (`execution.maxConcurrentTestsTotal`) is a setting of
 * each connection. With it, takers go one at a time: the lock is taken before the
 * statement looks for a job and is held until it has committed, so that the count
 * is exact and the turns of turns.ts stay in their order. As in each replica, some
 * places are kept for single tests.
 */
import { Knex } from 'knex';
import { QUEUE_SCHEMA, RUN_BATCH_TEST, RUN_TEST } from './queueSql';

/** Setting of a connection: as many tests may run over all replicas. */
const CAP = 'leadshop_testing.max_tests';

/** One of so many slots is kept free of batches; of a few, one. */
const KEPT_FREE_ONE_IN = 5;

/** Slots that the tests of batches do not get. */
export function slotsForSingles(concurrency: number): number {
  if (concurrency < 2) return 0;
  return Math.max(1, Math.floor(concurrency / KEPT_FREE_ONE_IN));
}

const JOBS = `${QUEUE_SCHEMA}._private_jobs`;
/** A new one is put beside the old, which older replicas may still make. */
const GATE = 'leadshop_take_v1';
const ONE_AT_A_TIME = 'leadshop_take_in_turn_v1';
const FREED = 'leadshop_place_freed_v1';
const RUNNING_INDEX = 'leadshop_jobs_running_idx';

/** Key of the lock that takers hold one after the other. */
const TAKE_LOCK = 1_398_100_002;

/** Wakes runners that wait for a job, of all replicas. */
const WAKE = 'jobs:insert';

/** What a connection of the queue is told, in SQL. */
export function capOfConnection(maxTests: number): string {
  return `SET ${CAP} = '${maxTests}'`;
}

/** Lets all replicas look for tests at once, when the transaction commits. */
export async function wakeTestRunners(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`SELECT pg_notify(?, ?)`, [
    WAKE,
    JSON.stringify({ count: 1_000 }),
  ]);
}

/**
 * Puts up the gate.
 *
 * @param options - `maxTests`: with it, what the cap needs as well
 */
export async function putUpGate(
  db: Knex,
  options: { maxTests: number | undefined },
): Promise<void> {
  const wanted = options.maxTests ? [GATE, ONE_AT_A_TIME, FREED] : [GATE];
  const { rows } = await db.raw(
    `SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(?)`,
    [JOBS],
  );
  const there = (rows as { tgname: string }[]).map(row => row.tgname);
  if (wanted.every(name => there.includes(name))) return;
  await db.transaction(async trx => {
    // Two replicas that start together
    await trx.raw(`SELECT pg_advisory_xact_lock(hashtext(?))`, [GATE]);
    // Whoever adds jobs waits behind us while we wait
    await trx.raw(`SET LOCAL lock_timeout = '10s'`);
    await trx.raw(gateSql());
    if (options.maxTests) await trx.raw(capSql());
  });
}

function gateSql(): string {
  // The tables of the plugin may be in a schema that connections of the queue do
  // not look at
  return `
    DO $make$
    BEGIN
      EXECUTE format($body$
        CREATE OR REPLACE FUNCTION ${QUEUE_SCHEMA}.${GATE}() RETURNS trigger
        LANGUAGE plpgsql AS $gate$
        DECLARE
          cap int := nullif(current_setting('${CAP}', true), '');
          single int;
          batch int;
          singles int;
          batches int;
        BEGIN
          IF cap IS NULL
            AND NOT EXISTS (SELECT FROM %s WHERE paused_at IS NOT NULL)
          THEN RETURN NEW; END IF;
          SELECT coalesce(max(id) FILTER (WHERE identifier = '${RUN_TEST}'), 0),
            coalesce(max(id) FILTER (WHERE identifier = '${RUN_BATCH_TEST}'), 0)
            INTO single, batch FROM ${QUEUE_SCHEMA}._private_tasks;
          IF NEW.task_id NOT IN (single, batch) THEN RETURN NEW; END IF;
          IF EXISTS (SELECT FROM %s WHERE paused_at IS NOT NULL) THEN RETURN NULL; END IF;
          SELECT count(*) FILTER (WHERE task_id = single),
            count(*) FILTER (WHERE task_id = batch)
            INTO singles, batches FROM ${JOBS}
            WHERE locked_at IS NOT NULL AND task_id IN (single, batch);
          IF singles + batches >= cap THEN RETURN NULL; END IF;
          IF NEW.task_id = batch AND cap > 1
            AND batches >= cap - greatest(1, cap / ${KEPT_FREE_ONE_IN})
          THEN RETURN NULL; END IF;
          RETURN NEW;
        END $gate$
      $body$, state, state) FROM (SELECT format('%I.%I', n.nspname, c.relname) AS state
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.oid = 'queue_state'::regclass) found;
    END $make$;
    CREATE OR REPLACE TRIGGER ${GATE} BEFORE UPDATE OF locked_at ON ${JOBS}
      FOR EACH ROW WHEN (OLD.locked_at IS NULL AND NEW.locked_at IS NOT NULL)
      EXECUTE FUNCTION ${QUEUE_SCHEMA}.${GATE}();`;
}

function capSql(): string {
  const capped = `current_setting('${CAP}', true) <> ''`;
  return `
    CREATE INDEX IF NOT EXISTS ${RUNNING_INDEX} ON ${JOBS} (task_id)
      WHERE locked_at IS NOT NULL;
    CREATE OR REPLACE FUNCTION ${QUEUE_SCHEMA}.${ONE_AT_A_TIME}() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock(${TAKE_LOCK});
      RETURN NULL;
    END $$;
    -- Before the statement looks for a job
    CREATE OR REPLACE TRIGGER ${ONE_AT_A_TIME} BEFORE UPDATE OF locked_at ON ${JOBS}
      FOR EACH STATEMENT WHEN (${capped})
      EXECUTE FUNCTION ${QUEUE_SCHEMA}.${ONE_AT_A_TIME}();
    CREATE OR REPLACE FUNCTION ${QUEUE_SCHEMA}.${FREED}() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
      -- A replica that had no place hears of one
      PERFORM pg_notify('${WAKE}', json_build_object('count', count(*))::text)
        FROM freed HAVING count(*) > 0;
      RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER ${FREED} AFTER DELETE ON ${JOBS}
      REFERENCING OLD TABLE AS freed FOR EACH STATEMENT WHEN (${capped})
      EXECUTE FUNCTION ${QUEUE_SCHEMA}.${FREED}();`;
}
