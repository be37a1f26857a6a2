import { Knex } from 'knex';
import {
  ComponentFailure,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** As many as a page shows. */
const NEWEST = 10;

/** The newest failures of a component's steps, since a time. */
export async function lastFailures(
  db: Knex,
  options: { component: string; from: Date; mode: ProviderMode },
): Promise<ComponentFailure[]> {
  const { component, from, mode } = options;
  const { rows } = await db.raw(
    `SELECT s.execution_id AS test_id, s.step_name,
       e.lead_data->>'business_name' AS business_name,
       e.lead_data->>'website_url' AS website_url, s.error, s.fault,
       s."timestamp" AS at
     FROM test_step_results s JOIN test_executions e ON e.id = s.execution_id
     WHERE s.component = ? AND s.status = 'failed' AND s."timestamp" >= ?
       AND s.kept_from IS NULL AND coalesce(e.provider_mode, ?) = ?
     ORDER BY s."timestamp" DESC LIMIT ${NEWEST}`,
    [component, from, mode, mode],
  );
  return (rows as (Omit<ComponentFailure, 'at'> & { at: Date })[]).map(row => ({
    ...row,
    at: row.at.toISOString(),
  }));
}
