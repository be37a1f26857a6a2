/*
 * What ended tests add to the rollup. The same SELECTs fold them, build the
 * rollup anew, and read those that have not been folded yet.
 *
 * Everything about a test counts in the hour in which it ended, in its provider
 * mode, also its steps that called nobody: live and sandbox are never mixed.
 * Steps and scores that were kept from an earlier test count there alone.
 */
import { COMPONENTS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { bucketSql, HISTOGRAM_SQL } from './durations';

/** A table of the rollup. */
export interface Rollup {
  table: 'metrics_tests' | 'metrics_steps' | 'metrics_revenue';
  keys: readonly string[];
  /** Added up. */
  sums: readonly string[];
  /** Of the newest. */
  newest: readonly string[];
  histogram: boolean;
  /**
   * Rows of the table that tests add to it.
   *
   * @param which - SQL: a condition on ended rows `e` of test_executions
   */
  increments(which: string): string;
}

const HOUR = `date_trunc('hour', e.completed_at, 'UTC')`;
const MODE = `coalesce(e.provider_mode, 'none')`;

/** Each row of an hour, once for the hour and once for its day. */
const SPANS = `CROSS JOIN LATERAL (VALUES
  ('hour', hour), ('day', date_trunc('day', hour, 'UTC'))) AS spans(span, at)`;

/** Of tests. */
export const TESTS: Rollup = {
  table: 'metrics_tests',
  keys: ['span', 'at', 'provider_mode', 'test_type'],
  sums: [
    'successful',
    'failed',
    'cancelled',
    'duration_sum',
    'spam_tests',
    'spam_sum',
  ],
  newest: [],
  histogram: true,
  increments: which => `
    SELECT span, at, provider_mode, test_type,
      sum(successful)::int AS successful, sum(failed)::int AS failed,
      sum(cancelled)::int AS cancelled, sum(duration_sum)::bigint AS duration_sum,
      sum(spam_tests)::int AS spam_tests, sum(spam_sum)::float8 AS spam_sum,
      ${HISTOGRAM_SQL} AS durations
    FROM (
      SELECT span, at, provider_mode, test_type, bucket, sum(n)::int AS n,
        sum(successful) AS successful, sum(failed) AS failed,
        sum(cancelled) AS cancelled, sum(duration_sum) AS duration_sum,
        sum(spam_tests) AS spam_tests, sum(spam_sum) AS spam_sum
      FROM (
        SELECT ${HOUR} AS hour, ${MODE} AS provider_mode, e.test_type,
          CASE WHEN e.status <> 'cancelled' THEN ${bucketSql(
            'e.execution_time',
          )} END AS bucket,
          count(*) AS n,
          count(*) FILTER (WHERE e.status = 'success') AS successful,
          count(*) FILTER (WHERE e.status = 'failed') AS failed,
          count(*) FILTER (WHERE e.status = 'cancelled') AS cancelled,
          coalesce(sum(e.execution_time) FILTER (WHERE e.status <> 'cancelled'), 0)
            AS duration_sum,
          count(e.spam_score) AS spam_tests, coalesce(sum(e.spam_score), 0) AS spam_sum
        FROM test_executions e
        WHERE ${which}
        GROUP BY 1, 2, 3, 4
      ) by_hour ${SPANS}
      GROUP BY span, at, provider_mode, test_type, bucket
    ) by_span
    GROUP BY span, at, provider_mode, test_type`,
};

/** Of steps. */
export const STEPS: Rollup = {
  table: 'metrics_steps',
  keys: ['span', 'at', 'provider_mode', 'step_name', 'component'],
  sums: [
    'succeeded',
    'failed',
    'skipped',
    'fault_lead',
    'fault_leadshop',
    'fault_vendor',
    'fault_config',
    'fault_network',
  ],
  newest: ['step_number', 'title'],
  histogram: true,
  increments: which => `
    SELECT span, at, provider_mode, step_name, component,
      max(step_number) AS step_number, max(title) AS title,
      sum(succeeded)::int AS succeeded, sum(failed)::int AS failed,
      sum(skipped)::int AS skipped, sum(fault_lead)::int AS fault_lead,
      sum(fault_leadshop)::int AS fault_leadshop, sum(fault_vendor)::int AS fault_vendor,
      sum(fault_config)::int AS fault_config, sum(fault_network)::int AS fault_network,
      ${HISTOGRAM_SQL} AS durations
    FROM (
      SELECT span, at, provider_mode, step_name, component, bucket,
        max(step_number) AS step_number, max(title) AS title, sum(n)::int AS n,
        sum(succeeded) AS succeeded, sum(failed) AS failed, sum(skipped) AS skipped,
        sum(fault_lead) AS fault_lead, sum(fault_leadshop) AS fault_leadshop,
        sum(fault_vendor) AS fault_vendor, sum(fault_config) AS fault_config,
        sum(fault_network) AS fault_network
      FROM (
        SELECT ${HOUR} AS hour, ${MODE} AS provider_mode, s.step_name, s.component,
          CASE WHEN s.status <> 'skipped' AND s.duration IS NOT NULL
            THEN ${bucketSql('s.duration')} END AS bucket,
          max(s.step_number) AS step_number, max(s.title) AS title, count(*) AS n,
          count(*) FILTER (WHERE s.status = 'success') AS succeeded,
          count(*) FILTER (WHERE s.status = 'failed') AS failed,
          count(*) FILTER (WHERE s.status = 'skipped') AS skipped,
          count(*) FILTER (WHERE s.status = 'failed' AND s.fault = 'lead') AS fault_lead,
          count(*) FILTER (WHERE s.status = 'failed' AND s.fault = 'leadshop') AS fault_leadshop,
          count(*) FILTER (WHERE s.status = 'failed' AND s.fault = 'vendor') AS fault_vendor,
          count(*) FILTER (WHERE s.status = 'failed' AND s.fault = 'config') AS fault_config,
          count(*) FILTER (WHERE s.status = 'failed' AND s.fault = 'network') AS fault_network
        FROM test_executions e JOIN test_step_results s ON s.execution_id = e.id
        WHERE s.kept_from IS NULL AND ${which}
        GROUP BY 1, 2, 3, 4, 5
      ) by_hour ${SPANS}
      GROUP BY span, at, provider_mode, step_name, component, bucket
    ) by_span
    GROUP BY span, at, provider_mode, step_name, component`,
};

/** Which component answers for which part of the score. */
const ANSWERS_FOR: Readonly<Record<string, keyof typeof COMPONENTS>> = {
  page_experience: 'pagespeed-integration',
  security: 'security-scraper',
  local_presence: 'gbp-integration',
  search_visibility: 'semrush-integration',
  visual_quality: 'llm-visual-analysis',
};
/** For impacts that nothing is known of but the amount. */
const UNSHARED: keyof typeof COMPONENTS = 'score-calculator';

/** How the impact is shared out, in words. */
export const REVENUE_FORMULA =
  'Each test estimates what a better presence could bring in a year (see its step Score Calculator). ' +
  'The total adds up these estimates; a score that a rerun kept counts once, with the test that worked it out. ' +
  'A component answers for: impact x (weight of its part x points lost by it) / (the same of all parts), ' +
  'where points lost = 100 - value of the part. Only what cannot be shared out stands at Score Calculator.';

/** Of revenue impact. */
export const REVENUE: Rollup = {
  table: 'metrics_revenue',
  keys: ['span', 'at', 'provider_mode', 'currency', 'dimension', 'key'],
  sums: ['tests', 'amount'],
  newest: [],
  histogram: false,
  increments: which => `
    SELECT span, at, provider_mode, currency, dimension, key,
      sum(tests)::int AS tests, sum(amount)::float8 AS amount
    FROM (
      WITH scored AS MATERIALIZED (
        SELECT ${HOUR} AS hour, ${MODE} AS provider_mode,
          coalesce(e.revenue_currency, '') AS currency,
          e.revenue_impact::float8 AS impact,
          coalesce(btrim(e.lead_data->>'industry'), '') AS industry,
          coalesce(l.import_id::text, '') AS import_id,
          CASE WHEN jsonb_typeof(s.details->'contributions') = 'array'
            THEN s.details->'contributions' ELSE '[]' END AS contributions
        FROM test_executions e
        LEFT JOIN test_step_results s
          ON s.execution_id = e.id AND s.step_name = 'score_calculator'
        LEFT JOIN leads l ON l.id = e.lead_id
        WHERE e.revenue_impact IS NOT NULL AND s.kept_from IS NULL AND ${which}
      )
      SELECT hour, provider_mode, currency, 'component' AS dimension,
        coalesce(part.component, '${UNSHARED}') AS key,
        count(*) AS tests, sum(impact * coalesce(part.share, 1)) AS amount
      FROM scored LEFT JOIN LATERAL (
        SELECT component, lost / sum(lost) OVER () AS share
        FROM (
          SELECT names.component,
            (c->>'effective_weight')::float8 * (100 - (c->>'value')::float8) AS lost
          FROM jsonb_array_elements(contributions) AS c
          JOIN (VALUES ${Object.entries(ANSWERS_FOR)
            .map(([part, component]) => `('${part}', '${component}')`)
            .join(', ')}) AS names(part, component) ON names.part = c->>'part'
          WHERE jsonb_typeof(c->'effective_weight') = 'number'
            AND jsonb_typeof(c->'value') = 'number'
        ) parts WHERE lost > 0
      ) part ON true
      GROUP BY 1, 2, 3, 5
      UNION ALL
      SELECT hour, provider_mode, currency, 'industry', industry, count(*), sum(impact)
      FROM scored GROUP BY 1, 2, 3, 5
      UNION ALL
      SELECT hour, provider_mode, currency, 'import', import_id, count(*), sum(impact)
      FROM scored GROUP BY 1, 2, 3, 5
    ) by_hour ${SPANS}
    GROUP BY span, at, provider_mode, currency, dimension, key`,
};

/** All tables of the rollup. */
export const ROLLUPS: readonly Rollup[] = [TESTS, STEPS, REVENUE];

/** Columns of a rollup, in the order in which its increments have them. */
export function columnsOf(rollup: Rollup): string[] {
  return [
    ...rollup.keys,
    ...rollup.newest,
    ...rollup.sums,
    ...(rollup.histogram ? ['durations'] : []),
  ];
}

/** SQL that adds what tests came to. */
export function addSql(rollup: Rollup, which: string): string {
  const columns = columnsOf(rollup).join(', ');
  const changes = [
    ...rollup.newest.map(name => `${name} = excluded.${name}`),
    ...rollup.sums.map(name => `${name} = m.${name} + excluded.${name}`),
    ...(rollup.histogram
      ? [
          'durations = metrics_durations_together(m.durations, excluded.durations)',
        ]
      : []),
  ];
  return `INSERT INTO ${rollup.table} AS m (${columns})
    SELECT ${columns} FROM (${rollup.increments(which)}) added
    -- In the order of keys, so that nobody waits for nobody in a circle
    ORDER BY ${rollup.keys.join(', ')}
    ON CONFLICT (${rollup.keys.join(', ')}) DO UPDATE SET ${changes.join(
    ', ',
  )}`;
}
