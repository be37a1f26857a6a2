/* The tests of a day, with their steps, in a handful of statements. */
import { Knex } from 'knex';
import {
  FULL_PIPELINE,
  FULL_PIPELINE_STEPS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Outcome, outcomes, SCORE_PARTS } from './seedOutcomes';
import { idAt, literal, pick } from './seedSql';

/** A day to be filled. */
export interface SeedDay {
  number: number;
  /** 00:00 UTC. */
  start: Date;
  /** Milliseconds of it that have passed. */
  elapsed: number;
  tests: number;
}

const HOUR_MS = 3_600_000;
/** Tests are over by now. */
const LAST_ENDED_MS = 120_000;
/** How much of a day's tests each hour has, in UTC. */
const HOURS = [
  ...[1, 1, 1, 1, 1, 2, 3, 6, 9, 11, 12, 11],
  ...[9, 11, 12, 12, 10, 8, 6, 4, 3, 2, 2, 1],
];
/** One day in so many has an outage in these hours. */
const OUTAGE_EVERY_DAYS = 9;
const OUTAGE_HOURS = 'hour BETWEEN 10 AND 12';
const USERS = ['qa-tester', 'qa-manager', 'qa-tester', 'admin'];
/** Among 1,000. */
const SLOTS = 1_000;
/** Of each step: typical duration in ms, and how much it spreads. */
const DURATIONS = [
  ...[180, 0.4, 60, 0.3, 90, 0.5, 9_000, 0.45, 2_400, 0.6, 500, 0.4],
  ...[5_200, 0.4, 700, 0.4, 7_500, 0.5, 40, 0.3, 6_100, 0.45, 1_900, 0.3],
];
const STEPS = FULL_PIPELINE_STEPS.map(step => step.step_number);

/** What each way to end means for the row of a test and those of its steps. */
export async function prepareOutcomes(trx: Knex.Transaction): Promise<void> {
  const ways = outcomes();
  await trx.raw(
    `CREATE TEMPORARY TABLE seed_outcomes ON COMMIT DROP AS
     SELECT * FROM jsonb_to_recordset(?::jsonb) AS o(id int, status text, error text,
       missing_part int, scored boolean, mailed boolean, current_step int,
       success_rate numeric, states jsonb, ran int[])`,
    [JSON.stringify(ways.map(outcomeRow))],
  );
  await trx.raw(
    `CREATE TEMPORARY TABLE seed_steps ON COMMIT DROP AS
     SELECT * FROM jsonb_to_recordset(?::jsonb) AS s(outcome int, step_name text,
       step_number int, component text, title text, status text, fault text, error text)`,
    [
      JSON.stringify(
        ways.flatMap(({ id, steps }) =>
          steps.map(step => ({ outcome: id, ...step })),
        ),
      ),
    ],
  );
  await trx.raw(`ANALYZE seed_outcomes, seed_steps`);
}

function outcomeRow({ steps, ...outcome }: Outcome) {
  const succeeded = steps.filter(({ status }) => status === 'success').length;
  const ran = STEPS.map(number =>
    steps.some(s => s.step_number === number && s.status !== 'skipped') ? 1 : 0,
  );
  return {
    ...outcome,
    current_step: steps.length,
    success_rate: Math.round((10_000 * succeeded) / STEPS.length) / 100,
    states: Object.fromEntries(steps.map(s => [s.step_name, s.status])),
    ran,
  };
}

function slots(weight: 'weight' | 'weight_in_outage'): string {
  const ids = outcomes().flatMap(way => Array(way[weight]).fill(way.id));
  return `(CAST('{${ids.join(',')}}' AS int[]))[slot]`;
}

/** Shares of a day up to each hour, as far as it has passed. */
function hourLimits(elapsed: number): string {
  const weights = HOURS.map(
    (weight, hour) =>
      weight * Math.min(1, Math.max(0, elapsed / HOUR_MS - hour)),
  );
  const sum = weights.reduce((all, weight) => all + weight, 0) || 1;
  let reached = 0;
  const limits = weights.map(weight => {
    const limit = reached / sum;
    reached += weight;
    return Math.min(1, limit);
  });
  return `ARRAY[${limits.join(', ')}]::float8[]`;
}

const d = (step: number) => `ms[${step}] * ran[${step}]`;
/** When each step begins, in ms after the test: as the needs of steps say. */
const PLANNED = `greatest(${d(1)}, ${d(2)}) AS t3`;
const LOOKED_UP = `t3 + ${d(3)} AS t4`;
const ASSESSED = `t4 + greatest(${d(4)}, ${d(5)}, ${d(6)}, ${d(8)}, ${d(
  7,
)} + ${d(9)}) AS t10`;

const weightOf = (i: number) => SCORE_PARTS[i].weight;
const PRESENT = SCORE_PARTS.map(
  (_, i) => `${weightOf(i)} * (missing_part <> ${i + 1})::int`,
);
const SCORE = `round(((${PRESENT.map((w, i) => `${w} * part[${i + 1}]`).join(
  ' + ',
)}) / (${PRESENT.join(' + ')}))::numeric, 1)`;

/** Stores the tests of a day. */
export async function storeDay(
  trx: Knex.Transaction,
  input: { day: SeedDay; version: string; leads: number; steps: boolean },
): Promise<void> {
  const { day, version, leads, steps } = input;
  await trx.raw(`DROP TABLE IF EXISTS seed_tests`);
  await trx.raw(drawSql(day), {
    start: day.start,
    elapsed: Math.max(HOUR_MS / 60, day.elapsed - LAST_ENDED_MS),
    leads,
    tests: day.tests,
  });
  await trx.raw(STORE_TESTS, [version]);
  await trx.raw(STORE_BATCH);
  if (steps) await trx.raw(STORE_STEPS);
  await trx.raw(INTO_HISTORY);
}

/** Draws the tests of a day into the table `seed_tests`. */
function drawSql(day: SeedDay): string {
  const outage = day.number % OUTAGE_EVERY_DAYS === OUTAGE_EVERY_DAYS - 5;
  return `
    CREATE TEMPORARY TABLE seed_tests ON COMMIT DROP AS
    WITH drawn AS MATERIALIZED (
      SELECT width_bucket(random(), ${hourLimits(day.elapsed)}) - 1 AS hour,
        random() AS within, 1 + floor(random() * ${SLOTS})::int AS slot,
        floor(random() * :leads)::int AS lead, random() AS mode,
        floor(random() * 1000)::int AS chance,
        ARRAY[${STEPS.map(
          n =>
            `(${DURATIONS[2 * n - 2]} * exp(${
              DURATIONS[2 * n - 1]
            } * random_normal()))::int`,
        ).join(', ')}] AS ms,
        ARRAY[${SCORE_PARTS.map(() => 'random_normal()').join(', ')}] AS luck
      FROM generate_series(1, :tests::int)
    ), placed AS (
      SELECT drawn.*,
        hour * ${HOUR_MS} + within * least(${HOUR_MS}, greatest(1, :elapsed - hour * ${HOUR_MS})) AS at_ms,
        ${
          outage
            ? `CASE WHEN ${OUTAGE_HOURS} THEN ${slots(
                'weight_in_outage',
              )} ELSE ${slots('weight')} END`
            : slots('weight')
        } AS outcome
      FROM drawn
    ), begun AS (
      SELECT p.*, o.status, o.error, o.missing_part, o.scored, o.mailed,
        o.current_step, o.success_rate, o.states, o.ran,
        CAST(:start AS timestamptz) + p.at_ms * interval '1 millisecond' AS created_at,
        ARRAY[${SCORE_PARTS.map(
          (_, i) =>
            `round(least(99, greatest(3, 35 + (p.lead * 7) % 45 + 14 * p.luck[${
              i + 1
            }]))::numeric, 2)`,
        ).join(', ')}] AS part
      FROM placed p JOIN seed_outcomes o ON o.id = p.outcome
    ), timed AS (
      SELECT *, t10 + ${d(10)} AS t11 FROM (
        SELECT *, ${ASSESSED} FROM (
          SELECT *, ${LOOKED_UP} FROM (
            SELECT *, ${PLANNED} FROM begun) a) b) c
    )
    SELECT ${idAt('created_at')} AS id, t.*, ${SCORE} AS score,
      CASE WHEN t.current_step = 0 THEN 0 ELSE 15 + t11 + ${d(11)} + ${d(
    12,
  )} END
        AS execution_time
    FROM timed t ORDER BY created_at`;
}

const STORE_TESTS = `
  INSERT INTO test_executions (id, test_type, pipeline_version, status, user_ref,
    entity_ref, lead_id, batch_id, lead_data, attempt, current_step, total_steps,
    step_states, provider_mode, success_rate, failure_reason, error_message, score,
    tier, revenue_impact, revenue_currency, spam_score, execution_time,
    cancel_requested_at, created_at, started_at, completed_at)
  SELECT t.id, ${literal(FULL_PIPELINE)}, ?, t.status,
    'user:default/' || ${pick(USERS, 't.chance')},
    CASE WHEN t.chance % 10 = 0 THEN 'system:default/leadshop' END,
    l.id, CASE WHEN t.chance < 300 THEN b.id END,
    jsonb_build_object('business_name', l.business_name,
      'website_url', 'https://www.' || l.domain, 'email', 'office@' || l.domain,
      'industry', l.industry, 'naics_code', l.naics_code,
      'annual_revenue', l.annual_revenue),
    (t.current_step > 0)::int, t.current_step, ${STEPS.length}, t.states,
    CASE WHEN t.current_step = 0 THEN NULL WHEN t.mode < 0.75 THEN 'live' ELSE 'sandbox' END,
    t.success_rate, CASE t.status WHEN 'failed' THEN 'step' END, t.error,
    CASE WHEN t.scored THEN t.score END,
    CASE WHEN t.scored THEN CASE WHEN t.score >= 80 THEN 'A' WHEN t.score >= 60 THEN 'B'
      WHEN t.score >= 40 THEN 'C' ELSE 'D' END END,
    CASE WHEN t.scored THEN round(l.annual_revenue * 0.06 * (100 - t.score) / 100) END,
    CASE WHEN t.scored THEN 'USD' END,
    CASE WHEN t.mailed THEN round((0.4 + abs(t.luck[1]) * 1.1)::numeric, 2) END,
    t.execution_time,
    CASE t.status WHEN 'cancelled' THEN t.created_at + t.execution_time * interval '1 millisecond' END,
    t.created_at, CASE WHEN t.current_step > 0 THEN t.created_at END,
    t.created_at + t.execution_time * interval '1 millisecond'
  FROM seed_tests t JOIN seed_leads l ON l.n = t.lead
  CROSS JOIN (SELECT gen_random_uuid() AS id OFFSET 0) b
  ORDER BY t.created_at`;

/** By itself it would have happened before there were steps, or not at all. */
const INTO_HISTORY = `
  SELECT count(bring_into_history(e))
  FROM test_executions e JOIN seed_tests t ON t.id = e.id`;

/** Some of a day's tests were one order. */
const STORE_BATCH = `
  INSERT INTO batches (id, test_type, status, user_ref, source, total, counts,
    created_at, completed_at)
  SELECT e.batch_id, ${literal(FULL_PIPELINE)}, 'completed',
    'user:default/qa-manager', 'leads', count(*),
    jsonb_build_object('pending', 0, 'running', 0,
      'success', count(*) FILTER (WHERE e.status = 'success'),
      'failed', count(*) FILTER (WHERE e.status = 'failed'),
      'cancelled', count(*) FILTER (WHERE e.status = 'cancelled')),
    min(e.created_at), max(e.completed_at)
  FROM test_executions e JOIN seed_tests t ON t.id = e.id
  WHERE e.batch_id IS NOT NULL GROUP BY e.batch_id`;

const BEGINS: Readonly<Record<number, string>> = {
  1: '0',
  2: '0',
  3: 't3',
  9: `t4 + ${d(7)}`,
  10: 't10',
  11: 't11',
  12: `t11 + ${d(11)}`,
};

const CONTRIBUTIONS = `jsonb_build_object('score', t.score, 'contributions', jsonb_build_array(
  ${SCORE_PARTS.map(
    ({ part, weight }, i) =>
      `jsonb_build_object('part', ${literal(part)}, 'value', t.part[${
        i + 1
      }], 'weight', ${weight}, 'effective_weight',
        round(${PRESENT[i]} / (${PRESENT.join(' + ')}), 4))`,
  ).join(', ')}))`;

const STORE_STEPS = `
  INSERT INTO test_step_results (execution_id, step_name, step_number, component,
    title, status, fault, provider_mode, started_at, duration, details, error, "timestamp")
  SELECT id, step_name, step_number, component, title, status, fault, provider_mode,
    CASE WHEN duration IS NOT NULL THEN began END, duration, details, error,
    began + coalesce(duration, 0) * interval '1 millisecond'
  FROM (
    SELECT t.id, s.step_name, s.step_number, s.component, s.title, s.status, s.fault,
      CASE WHEN s.status <> 'skipped' AND s.step_number NOT IN (2, 3, 10) THEN
        CASE WHEN t.mode < 0.75 THEN 'live' ELSE 'sandbox' END END AS provider_mode,
      t.created_at + interval '1 millisecond' * (CASE s.step_number ${Object.entries(
        BEGINS,
      )
        .map(([number, begins]) => `WHEN ${number} THEN ${begins}`)
        .join(' ')} ELSE t4 END) AS began,
      CASE WHEN s.status <> 'skipped' THEN t.ms[s.step_number] END AS duration,
      CASE WHEN s.step_number = 10 AND s.status = 'success' THEN ${CONTRIBUTIONS}
        ELSE '{}' END AS details,
      s.error
    FROM seed_tests t JOIN seed_steps s ON s.outcome = t.outcome
    ORDER BY t.created_at, s.step_number
  ) steps`;
