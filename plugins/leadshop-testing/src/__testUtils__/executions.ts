import { FULL_PIPELINE_STEPS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  Execution,
  ExecutionSummary,
  StepResult,
  StepStatus,
  SystemStatus,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** The id of the test with that number. */
export function testId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** The states of the twelve steps: as many as given, the rest waits. */
export function stepStates(...statuses: StepStatus[]) {
  return FULL_PIPELINE_STEPS.map((outline, index) => ({
    ...outline,
    status: statuses[index] ?? ('pending' as const),
  }));
}

/** All steps in one state. */
export function allSteps(status: StepStatus) {
  return stepStates(...FULL_PIPELINE_STEPS.map(() => status));
}

/** A test that runs, as lists show it. */
export function runningTest(
  number: number,
  change: Partial<ExecutionSummary> = {},
): ExecutionSummary {
  return {
    id: testId(number),
    test_type: 'full_pipeline',
    status: 'running',
    user_ref: 'user:default/qa-tester',
    entity_ref: null,
    lead_id: null,
    erased: false,
    batch_id: null,
    rerun_of: null,
    business_name: `Business ${number}`,
    website_url: `https://business-${number}.example`,
    current_step: 1,
    total_steps: 12,
    progress: 8,
    steps: stepStates('success', 'running'),
    provider_mode: 'sandbox',
    success_rate: null,
    failure_reason: null,
    error_message: null,
    score: null,
    tier: null,
    revenue_impact: null,
    revenue_currency: null,
    spam_score: null,
    execution_time: null,
    cancel_requested_at: null,
    created_at: '2026-03-01T10:00:00.000Z',
    started_at: '2026-03-01T10:00:00.100Z',
    completed_at: null,
    ...change,
  };
}

/** A test that ended well. */
export function endedTest(
  number: number,
  change: Partial<ExecutionSummary> = {},
): ExecutionSummary {
  return runningTest(number, {
    status: 'success',
    current_step: 12,
    progress: 100,
    steps: allSteps('success'),
    success_rate: 100,
    score: 72.4,
    tier: 'B',
    revenue_impact: 24_800,
    revenue_currency: 'USD',
    spam_score: 1.2,
    execution_time: 1840,
    completed_at: '2026-03-01T10:00:01.940Z',
    ...change,
  });
}

/** A step's result that fits the state of the step. */
export function stepResult(
  number: number,
  status: StepStatus,
  change: Partial<StepResult> = {},
): StepResult {
  const outline = FULL_PIPELINE_STEPS[number - 1];
  const begun = status !== 'pending' && status !== 'skipped';
  return {
    ...outline,
    depends_on: number === 1 ? [] : [FULL_PIPELINE_STEPS[number - 2].step_name],
    status,
    fault: null,
    provider_mode: begun ? 'sandbox' : null,
    started_at: begun
      ? new Date(
          Date.parse('2026-03-01T10:00:00.100Z') + (number - 1) * 100,
        ).toISOString()
      : null,
    duration: begun && status !== 'running' ? 90 : null,
    attempts: [],
    details: {},
    warnings: [],
    error: null,
    artifacts: [],
    kept_from: null,
    timestamp: null,
    ...change,
  };
}

/** The whole of a test, with a result for each of its steps. */
export function wholeTest(
  summary: ExecutionSummary,
  change: Partial<Execution> = {},
): Execution {
  return {
    ...summary,
    attempt: 1,
    lead_data: { business_name: summary.business_name },
    personal_data_hidden: false,
    pipeline_results: summary.steps.map(({ step_number, status }) =>
      stepResult(step_number, status),
    ),
    reruns: [],
    trace_id: null,
    ...change,
  };
}

/** A line of an event log. */
export function testEvent(
  id: number,
  change: Partial<TestEvent> = {},
): TestEvent {
  return {
    id,
    test_id: testId(1),
    kind: 'started',
    attempt: 1,
    message: `Event ${id}`,
    step: null,
    created_at: '2026-03-01T10:00:00.100Z',
    ...change,
  };
}

/** PRP-013's example of a system's state. */
export const HEALTHY_STATUS: SystemStatus = {
  pipeline_health: 'healthy',
  active_tests: 2,
  completed_tests: 45,
  failed_tests: 3,
  timestamp: '2026-03-01T10:00:00.000Z',
  system_metrics: {
    cpu_usage: 25,
    memory_usage: 60,
    database_connections: 12,
    queue_depth: 5,
  },
};
