/*
 * The state machine of a test, without any input or output: given what has
 * ended and what is running, which steps start, which are skipped and why, and
 * how the test ends. The runner asks it after every step; a resumed test is
 * nothing but the same question asked with the results that were stored.
 */
import { StepStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PipelineStep } from '@leadshop/backstage-plugin-leadshop-testing-node';

/** How a step can end. */
export type EndedStatus = Extract<StepStatus, 'success' | 'failed' | 'skipped'>;

/** What the state machine needs to know of a step. */
export type GraphStep = Pick<
  PipelineStep,
  'name' | 'number' | 'title' | 'dependsOn' | 'runsWhen' | 'critical'
>;

/** A step that will never run, and the sentence that says why. */
export interface SkippedStep<S> {
  step: S;
  reason: string;
}

/** What happens next. */
export interface NextSteps<S> {
  start: S[];
  skip: SkippedStep<S>[];
  /** Nothing runs, nothing can start: the test has ended. */
  done: boolean;
}

/**
 * Decides what happens next. Skips follow from skips, so the answer is complete:
 * asking again with its `skip` added would add nothing.
 *
 * @param steps - the pipeline's steps, in any order
 * @param ended - how each step that has ended did so
 * @param running - names of the steps that are under way
 */
export function nextSteps<S extends GraphStep>(
  steps: readonly S[],
  ended: ReadonlyMap<string, EndedStatus>,
  running: ReadonlySet<string>,
): NextSteps<S> {
  const known = new Map(ended);
  const byNumber = [...steps].sort((a, b) => a.number - b.number);
  const brokenBy = byNumber.find(
    step => step.critical && known.get(step.name) === 'failed',
  );
  const start: S[] = [];
  const skip: SkippedStep<S>[] = [];

  const pass = (): boolean => {
    let changed = false;
    for (const step of byNumber) {
      if (known.has(step.name) || running.has(step.name)) continue;
      if (start.includes(step)) continue;
      const reason = whySkipped(step, byNumber, known, brokenBy);
      if (reason) {
        skip.push({ step, reason });
        known.set(step.name, 'skipped');
        changed = true;
      } else if (step.dependsOn.every(name => known.has(name))) {
        start.push(step);
      }
    }
    return changed;
  };
  while (pass());

  return {
    start,
    skip,
    done: start.length === 0 && running.size === 0,
  };
}

function whySkipped(
  step: GraphStep,
  steps: readonly GraphStep[],
  known: ReadonlyMap<string, EndedStatus>,
  brokenBy: GraphStep | undefined,
): string | undefined {
  if (brokenBy) {
    return `Skipped because step ${brokenBy.number} (${brokenBy.title}) is critical and failed.`;
  }
  if (step.runsWhen === 'ended') return undefined;
  const need = steps.find(
    other =>
      step.dependsOn.includes(other.name) &&
      known.has(other.name) &&
      known.get(other.name) !== 'success',
  );
  if (!need) return undefined;
  const how = known.get(need.name) === 'failed' ? 'failed' : 'was skipped';
  return `Skipped because it needs step ${need.number} (${need.title}), which ${how}.`;
}

/** How a test ended, as its row stores it. */
export interface TestOutcome {
  status: 'success' | 'failed' | 'cancelled';
  failure_reason: 'step' | 'timeout' | null;
  error_message: string | null;
  /** Succeeded steps over all steps of the pipeline, in percent. */
  success_rate: number;
}

/** Why a test stopped before its graph was through. */
export type StopCause =
  | { kind: 'cancelled' }
  | { kind: 'timeout'; afterMs: number };

/**
 * Says how the test ended. It succeeds only when every step succeeded.
 *
 * @param stop - set when the test was stopped from outside
 */
export function testOutcome(
  steps: readonly GraphStep[],
  ended: ReadonlyMap<string, EndedStatus>,
  stop?: StopCause,
): TestOutcome {
  const succeeded = steps.filter(s => ended.get(s.name) === 'success').length;
  const success_rate = Math.round((succeeded / steps.length) * 10_000) / 100;
  if (stop?.kind === 'cancelled') {
    return {
      status: 'cancelled',
      failure_reason: null,
      error_message: null,
      success_rate,
    };
  }
  if (stop?.kind === 'timeout') {
    return {
      status: 'failed',
      failure_reason: 'timeout',
      error_message: `The test did not end within its ${Math.round(
        stop.afterMs / 1000,
      )} s. Look at the step that was running, or raise leadshopTesting.execution.testTimeout.`,
      success_rate,
    };
  }
  const failed = steps
    .filter(s => ended.get(s.name) === 'failed')
    .sort((a, b) => a.number - b.number);
  if (failed.length === 0 && succeeded === steps.length) {
    return {
      status: 'success',
      failure_reason: null,
      error_message: null,
      success_rate,
    };
  }
  return {
    status: 'failed',
    failure_reason: 'step',
    error_message: `Failed at ${failed
      .map(s => `step ${s.number} (${s.title})`)
      .join(', ')}.`,
    success_rate,
  };
}

/**
 * The steps whose results a rerun keeps: everything before `fromStep` that does
 * not depend on it.
 *
 * @returns undefined when the pipeline has no such step
 */
export function keptSteps<S extends GraphStep>(
  steps: readonly S[],
  fromStep: string,
): S[] | undefined {
  const from = steps.find(step => step.name === fromStep);
  if (!from) return undefined;
  const again = new Set([from.name]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const step of steps) {
      if (!again.has(step.name) && step.dependsOn.some(n => again.has(n))) {
        again.add(step.name);
        grew = true;
      }
    }
  }
  return steps.filter(
    step => step.number < from.number && !again.has(step.name),
  );
}

/**
 * Checks that the steps form a pipeline that can run.
 *
 * @throws Error naming the pipeline, the step and what is wrong with it.
 */
export function checkPipeline(name: string, steps: readonly GraphStep[]): void {
  const refuse = (problem: string): never => {
    throw new Error(`Pipeline '${name}' cannot run: ${problem}`);
  };
  if (steps.length === 0) refuse('it has no steps');
  const names = new Set<string>();
  const numbers = new Set<number>();
  for (const step of steps) {
    if (names.has(step.name)) refuse(`two steps are named '${step.name}'`);
    if (numbers.has(step.number))
      refuse(`two steps have number ${step.number}`);
    names.add(step.name);
    numbers.add(step.number);
  }
  for (const step of steps) {
    const unknown = step.dependsOn.find(other => !names.has(other));
    if (unknown) {
      refuse(`step '${step.name}' depends on '${unknown}', which is not there`);
    }
  }
  const reached = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const step of steps) {
      if (
        !reached.has(step.name) &&
        step.dependsOn.every(other => reached.has(other))
      ) {
        reached.add(step.name);
        grew = true;
      }
    }
  }
  const circular = steps.find(step => !reached.has(step.name));
  if (circular) {
    refuse(`step '${circular.name}' depends on itself through other steps`);
  }
}
