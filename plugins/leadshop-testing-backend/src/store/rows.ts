/*
 * How rows become what the wire shows. Names are the same on both sides, so
 * this is about types alone: times as ISO strings, numerics as numbers.
 */
import {
  Artifact,
  ExecutionSummary,
  Fault,
  LeadData,
  ProviderMode,
  StepAttempt,
  StepResult,
  StepState,
  StepStatus,
  TestEvent,
  TestStatus,
  EventStep,
  FailureReason,
  TestEventKind,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { JsonObject } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { OutlineStep } from './outlines';

/**
 * A step as its test's row has it: the wire's words, and `stopped` for a step
 * that was at work when its test was.
 */
export type StoredStepState = StepStatus | 'stopped';

/** A row of `test_executions`, as {@link SUMMARY_COLUMNS} selects it. */
export interface SummaryRow {
  id: string;
  test_type: string;
  pipeline_version: string;
  status: TestStatus;
  user_ref: string;
  entity_ref: string | null;
  lead_id: string | null;
  erased: boolean;
  batch_id: string | null;
  rerun_of: string | null;
  business_name: string | null;
  website_url: string | null;
  current_step: number;
  total_steps: number;
  step_states: Record<string, StoredStepState>;
  provider_mode: ProviderMode | null;
  success_rate: number | null;
  failure_reason: FailureReason | null;
  error_message: string | null;
  score: number | null;
  tier: string | null;
  revenue_impact: number | null;
  revenue_currency: string | null;
  spam_score: number | null;
  execution_time: number | null;
  cancel_requested_at: Date | null;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
}

/**
 * Columns of a summary; numerics as floats, because pg gives them as text. The
 * lead is looked for row by row in the small index of those that are erased: as
 * EXISTS, the planner may read all leads.
 */
export const SUMMARY_COLUMNS = `
  e.id, e.test_type, e.pipeline_version, e.status, e.user_ref, e.entity_ref,
  e.lead_id, e.batch_id, e.rerun_of,
  coalesce((SELECT true FROM leads l
    WHERE l.id = e.lead_id AND l.erased_at IS NOT NULL), false) AS erased,
  e.lead_data->>'business_name' AS business_name,
  e.lead_data->>'website_url' AS website_url,
  e.current_step, e.total_steps, e.step_states, e.provider_mode,
  e.success_rate::float8 AS success_rate, e.failure_reason, e.error_message,
  e.score::float8 AS score, e.tier, e.revenue_impact::float8 AS revenue_impact,
  e.revenue_currency, e.spam_score::float8 AS spam_score, e.execution_time,
  e.cancel_requested_at, e.created_at, e.started_at, e.completed_at`;

/** A time as the wire has it. */
export function iso(time: Date): string;
export function iso(time: Date | null): string | null;
export function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}

/** Makes a summary of a row and the outline of its pipeline. */
export function toSummary(
  row: SummaryRow,
  outline: OutlineStep[] | undefined,
): ExecutionSummary {
  const { pipeline_version: _, step_states, ...rest } = row;
  return {
    ...rest,
    progress: Math.round((row.current_step / row.total_steps) * 1000) / 10,
    steps: (outline ?? []).map(step => ({
      step_name: step.step_name,
      step_number: step.step_number,
      title: step.title,
      component: step.component,
      ...shownState(step_states[step.step_name], row.status),
    })),
    cancel_requested_at: iso(row.cancel_requested_at),
    created_at: iso(row.created_at),
    started_at: iso(row.started_at),
    completed_at: iso(row.completed_at),
  };
}

/** A step that never ended in a test that did was cut off by its end. */
function shownState(
  state: StoredStepState | undefined,
  test: TestStatus,
): Pick<StepState, 'status' | 'stopped'> {
  if (state === 'stopped') return { status: 'skipped', stopped: true };
  if (test === 'running') return { status: state ?? 'pending' };
  if (state && state !== 'running') return { status: state };
  if (test === 'pending') return { status: 'pending' };
  return { status: 'skipped', ...(state && { stopped: true }) };
}

/** A row of `test_step_results`. */
export interface StepRow {
  step_name: string;
  step_number: number;
  component: string;
  title: string;
  status: 'success' | 'failed' | 'skipped';
  fault: Fault | null;
  provider_mode: ProviderMode | null;
  started_at: Date | null;
  duration: number | null;
  attempts: StepAttempt[];
  details: JsonObject;
  personal: JsonObject | null;
  warnings: string[];
  error: string | null;
  artifacts: StoredArtifact[];
  kept_from: string | null;
  timestamp: Date;
}

/** An artifact with the key of its object. The key stays on the server. */
export type StoredArtifact = Artifact & { key: string };

/** A step as the wire has it; personal data only when asked for. */
export function toStepResult(
  row: StepRow,
  dependsOn: string[],
  withPersonal: boolean,
): StepResult {
  const { personal, artifacts, ...rest } = row;
  return {
    ...rest,
    depends_on: dependsOn,
    started_at: iso(row.started_at),
    timestamp: iso(row.timestamp),
    details:
      withPersonal && personal ? { ...row.details, personal } : row.details,
    artifacts: artifacts
      .filter(artifact => withPersonal || !artifact.personal)
      .map(({ key: _, ...artifact }) => artifact),
  };
}

/** What the payload of a test's feed event holds. */
export interface TestEventPayload {
  kind: TestEventKind;
  attempt: number;
  message: string;
  step: EventStep | null;
  /** On `created`: whose test it is, so that their sockets follow it. */
  user_ref?: string;
}

interface FeedRowBase {
  /** bigserial; pg gives it as text. */
  id: string;
  type: string;
  created_at: Date;
}

/** An event of a test. On `test_log` it is told to followers of the test alone. */
export interface TestFeedRow extends FeedRowBase {
  channel: 'test' | 'test_log';
  test_id: string;
  payload: TestEventPayload;
}

/** A batch has changed. */
export interface BatchFeedRow extends FeedRowBase {
  channel: 'batch';
  test_id: null;
  payload: { batch_id: string };
}

/** An import has changed. */
export interface ImportFeedRow extends FeedRowBase {
  channel: 'import';
  test_id: null;
  payload: { import_id: string };
}

/** An alert was raised, acknowledged or resolved. */
export interface AlertFeedRow extends FeedRowBase {
  channel: 'alert';
  test_id: null;
  payload: { alert_id: string };
}

/** A row of `feed_events`. */
export type FeedRow = TestFeedRow | BatchFeedRow | ImportFeedRow | AlertFeedRow;

/** Whether an event is one of a test. */
export function isOfTest(row: FeedRow): row is TestFeedRow {
  return row.channel === 'test' || row.channel === 'test_log';
}

/** A test's event as the wire has it. */
export function toTestEvent(row: TestFeedRow): TestEvent {
  const { user_ref: _, ...payload } = row.payload;
  return {
    id: Number(row.id),
    test_id: row.test_id,
    ...payload,
    created_at: iso(row.created_at),
  };
}

/** The lead of a test without what a reader may not see. */
export function withoutPersonal(
  lead: LeadData,
  personal: readonly string[],
): Partial<LeadData> {
  return Object.fromEntries(
    Object.entries(lead).filter(([name]) => !personal.includes(name)),
  );
}
