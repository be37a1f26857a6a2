import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  Execution,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { wasStopped } from '../../texts';

/** A stretch of a step's life, in milliseconds since the test began. */
export interface Stretch {
  /**
   * `waiting`: all it needs has ended, but it has not started. `tried`: a try
   * that failed. `pause`: before the next try. `stopped`: cut off when the test
   * was cancelled. The others are the last try.
   */
  kind:
    | 'waiting'
    | 'tried'
    | 'pause'
    | 'running'
    | 'success'
    | 'failed'
    | 'stopped';
  from: number;
  to: number;
}

/** When things happened in a test. */
export interface Timeline {
  /** Length of the whole, in milliseconds; never zero. */
  length: number;
  /** By step name. */
  stretches: Record<string, Stretch[]>;
}

function endOf(step: StepResult): number | undefined {
  return step.started_at === null || step.duration === null
    ? undefined
    : Date.parse(step.started_at) + step.duration;
}

/** When everything that the step needs had ended; undefined when it has not. */
function readyAt(
  step: StepResult,
  byName: Map<string, StepResult>,
  begin: number,
): number | undefined {
  let ready = begin;
  for (const name of step.depends_on) {
    const needed = byName.get(name);
    if (needed) {
      const end = endOf(needed);
      if (end === undefined) {
        return undefined;
      }
      ready = Math.max(ready, end);
    }
  }
  return ready;
}

function triesOf(step: StepResult, begin: number, now: number): Stretch[] {
  if (step.started_at === null || step.kept_from !== null) {
    return [];
  }
  const stretches: Stretch[] = [];
  let last = Date.parse(step.attempts[0]?.started_at ?? step.started_at);
  for (const attempt of step.attempts) {
    const from = Date.parse(attempt.started_at);
    if (from > last) {
      stretches.push({ kind: 'pause', from: last - begin, to: from - begin });
    }
    last = from + attempt.duration;
    stretches.push({
      kind: attempt.error === null ? 'success' : 'tried',
      from: from - begin,
      to: last - begin,
    });
  }
  const open = stretches[stretches.length - 1];
  const rest = (kind: Stretch['kind'], end: number) =>
    stretches.push({ kind, from: last - begin, to: end - begin });
  if (step.status === 'running') {
    rest('running', now);
  } else if (wasStopped(step)) {
    rest('stopped', endOf(step) ?? last);
  } else if (!open) {
    rest(step.status === 'success' ? 'success' : 'failed', endOf(step) ?? last);
  } else if (step.status === 'failed') {
    open.kind = 'failed';
  }
  return stretches;
}

/** Lays the steps of a test out in time. */
export function timelineOf(test: Execution, now: number): Timeline {
  const byName = new Map(
    test.pipeline_results.map(step => [step.step_name, step]),
  );
  const begin = Date.parse(test.started_at ?? test.created_at);
  const end = test.completed_at ? Date.parse(test.completed_at) : now;
  const over = isFinalStatus(test.status);

  const stretches: Record<string, Stretch[]> = {};
  for (const step of test.pipeline_results) {
    const tries = triesOf(step, begin, now);
    const ready = readyAt(step, byName, begin);
    const waits =
      ready !== undefined &&
      step.kept_from === null &&
      test.started_at !== null &&
      (tries.length > 0 || (!over && step.status === 'pending'));
    const until = tries.length > 0 ? tries[0].from : end - begin;
    stretches[step.step_name] =
      waits && until > ready - begin
        ? [{ kind: 'waiting', from: ready - begin, to: until }, ...tries]
        : tries;
  }
  const lasts = Object.values(stretches).flatMap(all => all.map(one => one.to));
  return { length: Math.max(1, end - begin, ...lasts), stretches };
}
