import {
  Execution,
  PERSONAL_LEAD_FIELDS,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { OutlineStep } from '../store/outlines';
import { iso, toStepResult, withoutPersonal } from '../store/rows';
import { StoredExecution } from '../store/SummaryStore';

/**
 * A whole test as the wire has it: every step of its pipeline, also those that
 * have not ended.
 */
export function toExecution(
  stored: StoredExecution,
  options: {
    withPersonal: boolean;
    runningSince: ReadonlyMap<string, Date | null> | undefined;
  },
): Execution {
  const { withPersonal, runningSince } = options;
  const ended = new Map(stored.steps.map(step => [step.step_name, step]));
  const outlined = stored.outline.map(step => {
    const row = ended.get(step.step_name);
    if (row) return toStepResult(row, step.depends_on, withPersonal);
    const state = stored.summary.steps.find(
      s => s.step_name === step.step_name,
    )?.status;
    return notEnded(
      step,
      state ?? 'pending',
      state === 'running' ? runningSince?.get(step.step_name) ?? null : null,
    );
  });
  return {
    ...stored.summary,
    attempt: stored.attempt,
    lead_data: withPersonal
      ? stored.lead_data
      : withoutPersonal(stored.lead_data, PERSONAL_LEAD_FIELDS),
    personal_data_hidden: !withPersonal,
    pipeline_results: outlined,
    reruns: stored.reruns,
    trace_id: stored.trace_id,
  };
}

function notEnded(
  step: OutlineStep,
  status: StepResult['status'],
  since: Date | null,
): StepResult {
  return {
    ...step,
    status,
    fault: null,
    provider_mode: null,
    started_at: iso(since),
    duration: null,
    attempts: [],
    details: {},
    warnings: [],
    error: null,
    artifacts: [],
    kept_from: null,
    timestamp: null,
  };
}
