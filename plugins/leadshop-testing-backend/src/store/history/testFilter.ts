/* Which tests match, asked of the tests themselves. */
import { Knex } from 'knex';
import {
  HistoryQuery,
  MEASURED_BY,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { patternOf } from '../searchSql';
import { idRange } from './idRange';

/** What narrows the history. */
export type HistoryFilter = Omit<
  HistoryQuery,
  'limit' | 'cursor' | 'offset' | 'sort'
>;

/** The component whose step exercises the one that is asked for. */
export function exercised(component: string): string {
  const measuredBy: Readonly<Record<string, string>> = MEASURED_BY;
  return Object.hasOwn(measuredBy, component)
    ? measuredBy[component]
    : component;
}

/**
 * What the steps before a step would say of themselves, had the test failed
 * there already: tests are counted where they failed first, as batches do
 * (BatchProgress). OFFSET 0: once for each pipeline and not for each test.
 */
const FIRST_AT_STEP = `JOIN (
  SELECT v.id, ARRAY(
      SELECT jsonb_build_object(b.step->>'step_name', 'failed')
      FROM jsonb_array_elements(v.outline) b(step)
      WHERE (b.step->>'step_number')::int < (s.step->>'step_number')::int
    ) AS earlier
  FROM pipeline_versions v CROSS JOIN jsonb_array_elements(v.outline) s(step)
  WHERE s.step->>'step_name' = ? OFFSET 0
) v ON v.id = e.pipeline_version`;

/** The tests that match, as `e`: choose columns, order and limit. */
export function matchingTests(
  knex: Knex,
  filter: HistoryFilter,
): Knex.QueryBuilder {
  const found = knex('test_executions as e');
  const equal = {
    test_type: filter.test_type,
    entity_ref: filter.entity_ref,
    lead_id: filter.lead_id,
    batch_id: filter.batch_id,
    provider_mode: filter.provider_mode,
    user_ref: filter.user,
  };
  for (const [field, value] of Object.entries(equal)) {
    if (value !== undefined) found.where(`e.${field}`, value);
  }
  if (filter.status) found.whereIn('e.status', filter.status);
  if (filter.from) found.where('e.created_at', '>=', filter.from);
  if (filter.to) found.where('e.created_at', '<', filter.to);
  if (filter.component) {
    found.whereRaw(
      `EXISTS (SELECT FROM test_step_results s WHERE s.execution_id = e.id
         AND s.component = ? AND s.status <> 'skipped')`,
      [exercised(filter.component)],
    );
  }
  if (filter.failed_step) {
    found
      .joinRaw(FIRST_AT_STEP, [filter.failed_step])
      .where('e.status', 'failed')
      .whereRaw(
        `e.step_states->>? = 'failed' AND NOT e.step_states @> ANY (v.earlier)`,
        [filter.failed_step],
      );
  }
  if (filter.q) {
    const text = patternOf(filter.q);
    const ids = idRange(filter.q);
    found.whereRaw(
      `(e.lead_data->>'business_name' ILIKE ? OR e.lead_data->>'website_url' ILIKE ?
        ${ids ? 'OR e.id BETWEEN ? AND ?' : ''})`,
      [text, text, ...(ids ?? [])],
    );
  }
  return found;
}
