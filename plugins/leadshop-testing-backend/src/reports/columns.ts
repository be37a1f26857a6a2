/* The columns of a report as CSV. */
import { ExportValue } from '../leads/export/columns';
import { firstFailure, ReportedStep, ReportedTest } from './ReportTests';

type Cell = (
  test: ReportedTest,
  failed: ReportedStep | undefined,
) => ExportValue;

const CELLS: Record<string, Cell> = {
  id: test => test.id,
  test_type: test => test.test_type,
  status: test => test.status,
  business_name: test => test.business_name,
  website_url: test => test.website_url,
  created_at: test => test.created_at,
  started_at: test => test.started_at,
  completed_at: test => test.completed_at,
  execution_time_ms: test => test.execution_time,
  success_rate: test => test.success_rate,
  score: test => test.score,
  tier: test => test.tier,
  revenue_impact: test => test.revenue_impact,
  revenue_currency: test => test.revenue_currency,
  spam_score: test => test.spam_score,
  provider_mode: test => test.provider_mode,
  failure_reason: test => test.failure_reason,
  failed_step: (_, failed) => failed?.step_name ?? null,
  failed_component: (_, failed) => failed?.component ?? null,
  fault: (_, failed) => failed?.fault ?? null,
  error: (test, failed) => failed?.error ?? test.error_message,
  user_ref: test => test.user_ref,
  entity_ref: test => test.entity_ref,
  lead_id: test => test.lead_id,
  batch_id: test => test.batch_id,
  rerun_of: test => test.rerun_of,
};

/** Names of the columns, in order. */
export const REPORT_COLUMNS: readonly string[] = Object.keys(CELLS);

/** The cells of a test, in the order of {@link REPORT_COLUMNS}. */
export function reportRow(test: ReportedTest): ExportValue[] {
  const failed = firstFailure(test);
  return Object.values(CELLS).map(cell => cell(test, failed));
}
