import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  Execution,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { wasStopped } from '../../words';

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
  /** Number of the try, or of the one that a pause comes before. */
  attempt?: number;
  /** Why the try failed. */
  error?: string;
}

/** A wait for a smaller share of the test is not drawn. */
const LEAST_WAIT = 0.01;

/** False for a wait that would be no more than a speck. */
export function isDrawn({ kind, from, to }: Stretch, length: number): boolean {
  return kind !== 'waiting' || (to - from) / length > LEAST_WAIT;
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
  // Getting ready for the first try belongs to it
  let last = Date.parse(step.started_at);
  step.attempts.forEach((attempt, index) => {
    const began = Date.parse(attempt.started_at);
    if (index > 0 && began > last) {
      stretches.push({
        kind: 'pause',
        from: last - begin,
        to: began - begin,
        attempt: attempt.number,
      });
    }
    const from = index > 0 ? Math.max(last, began) : Math.min(last, began);
    last = Math.max(from, began + attempt.duration);
    stretches.push({
      kind: attempt.error === null ? 'success' : 'tried',
      from: from - begin,
      to: last - begin,
      attempt: attempt.number,
      ...(attempt.error !== null && { error: attempt.error }),
    });
  });
  const open = stretches[stretches.length - 1];
  const rest = (kind: Stretch['kind'], end: number) =>
    stretches.push({
      kind,
      from: last - begin,
      to: Math.max(last, end) - begin,
    });
  if (step.status === 'running') {
    runOn(step, stretches, last - begin, Math.max(last, now) - begin);
  } else if (wasStopped(step)) {
    rest('stopped', endOf(step) ?? last);
  } else if (!open) {
    rest(step.status === 'success' ? 'success' : 'failed', endOf(step) ?? last);
  } else if (step.status === 'failed') {
    open.kind = 'failed';
  }
  return stretches;
}

/** After a try that failed, a running step pauses before it runs on. */
function runOn(
  step: StepResult,
  stretches: Stretch[],
  last: number,
  now: number,
): void {
  const tried = step.attempts[step.attempts.length - 1];
  const attempt = (tried?.number ?? 0) + 1;
  const again = Math.min(now, last + (tried?.retry_in ?? 0));
  if (again > last) {
    stretches.push({ kind: 'pause', from: last, to: again, attempt });
  }
  if (now > again || again === last) {
    stretches.push({ kind: 'running', from: again, to: now, attempt });
  }
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
