/* How what a step came to is stored and told: its row and its events. */
import { EventStep } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PipelineStep } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { EndedStep, Transition } from '../store/StepWriter';
import { storable, storableText } from '../store/storable';
import { StepEvidence } from './evidence';
import { StepConclusion } from './StepAttempts';

/** A result in which nothing has happened yet. */
export function emptyRow(step: PipelineStep): EndedStep {
  return {
    step_name: step.name,
    step_number: step.number,
    component: step.component,
    title: step.title,
    status: 'skipped',
    fault: null,
    provider_mode: null,
    started_at: null,
    duration: null,
    attempts: [],
    details: {},
    personal: null,
    warnings: [],
    error: null,
    artifacts: [],
    timestamp: new Date().toISOString(),
  };
}

/** The result of a step that ran, from what its tries came to. */
export function endedRow(
  step: PipelineStep,
  since: Date,
  { attempts, outcome, failure }: StepConclusion,
  warnings: string[],
  evidence: StepEvidence | undefined,
): EndedStep {
  const personal = outcome ? outcome.personal : failure.personal;
  return {
    ...emptyRow(step),
    status: outcome ? 'success' : 'failed',
    fault: failure?.fault ?? null,
    provider_mode: (outcome ?? failure).provider_mode,
    started_at: since.toISOString(),
    duration: Math.max(0, Date.now() - since.getTime()),
    attempts: attempts.map(attempt => ({
      ...attempt,
      error: attempt.error && storableText(attempt.error),
    })),
    details: storable((outcome ?? failure).details),
    personal: personal ? storable(personal) : null,
    warnings: warnings.map(storableText),
    error: failure ? storableText(failure.message) : null,
    artifacts: [...(evidence?.stored ?? [])],
  };
}

/** What every event says of its step. */
export function eventStep(
  step: Pick<PipelineStep, 'name' | 'number' | 'title' | 'component'>,
): Omit<EventStep, 'status'> {
  return {
    step_name: step.name,
    step_number: step.number,
    title: step.title,
    component: step.component,
  };
}

/** The event of a step that starts. */
export function startedEvent(
  step: PipelineStep,
  since: Date,
): Transition['events'][number] {
  return {
    kind: 'step_started',
    message: `${step.title} started`,
    step: {
      ...eventStep(step),
      status: 'running',
      started_at: since.toISOString(),
    },
  };
}

const HOW = { success: 'succeeded', failed: 'failed', skipped: 'was skipped' };

/** A step that had begun was not skipped: a cancellation cut it off. */
function howItEnded({ status, started_at }: EndedStep): string {
  const cutOff = status === 'skipped' && started_at !== null;
  return cutOff ? 'was stopped by the cancellation' : HOW[status];
}

/** The event of a step that has ended. */
export function finishedEvent(row: EndedStep): Transition['events'][number] {
  return {
    kind: 'step_finished',
    message: `${row.title} ${howItEnded(row)}`,
    step: {
      step_name: row.step_name,
      step_number: row.step_number,
      title: row.title,
      component: row.component,
      status: row.status,
      fault: row.fault,
      provider_mode: row.provider_mode,
      started_at: row.started_at,
      duration: row.duration,
      error: row.error,
    },
  };
}
