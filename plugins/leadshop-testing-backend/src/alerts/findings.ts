/* What each kind of rule sees in what was observed. Pure. */
import {
  AlertCondition,
  AlertSubject,
  ComponentHealth,
  COMPONENTS,
  COMPONENT_SLUGS,
  ComponentSlug,
  MEASURED_BY,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Finding, subjectKey } from './finding';
import {
  commonFault,
  failedBy,
  grouped,
  judgeRate,
  judgeRow,
  Outcome,
} from './outcomes';

/** What there is to judge by, as of one moment. */
export interface Observation {
  at: Date;
  components: ComponentHealth[];
  /** The newest first. */
  tests: Outcome[];
  /** Runs of components, of each the newest first. */
  runs: Outcome[];
  queue: {
    /** Tests wait because somebody wants it. */
    paused: boolean;
    /** How long the oldest test has waited, in milliseconds; null: none waits. */
    single: number | null;
    all: number | null;
  };
}

type Condition<K extends AlertCondition['kind']> = Extract<
  AlertCondition,
  { kind: K }
>;

/** What a rule with this condition sees. */
export function findingsOf(
  condition: AlertCondition,
  observed: Observation,
): Finding[] {
  switch (condition.kind) {
    case 'component_down':
      return componentsDown(condition, observed);
    case 'success_rate':
      return successRates(condition, observed);
    case 'queue_age':
      return [queueAge(condition, observed)];
    default:
      return failuresInRow(condition, observed);
  }
}

const STATE_OF = {
  error: 'breach',
  healthy: 'clear',
  warning: 'between',
  unknown: 'unknown',
} as const;

const IN_WORDS = {
  error: 'is in error',
  healthy: 'is healthy',
  warning: 'is neither healthy nor in error',
  unknown: 'has been neither checked nor tested',
} as const;

function componentsDown(
  { components }: Condition<'component_down'>,
  observed: Observation,
): Finding[] {
  return observed.components
    .filter(({ name }) => isOneOf(name, components))
    .map(({ name, title, status, fault, provider_mode }) => ({
      // Its mode is unknown now and then, and it stays the same component
      key: subjectKey({ type: 'component', name, title, provider_mode: null }),
      subject: { type: 'component', name, title, provider_mode },
      state: STATE_OF[status],
      message: `${title} ${IN_WORDS[status]}`,
      fault: status === 'error' ? fault : null,
    }));
}

function successRates(
  condition: Condition<'success_rate'>,
  observed: Observation,
): Finding[] {
  const { per, test_type, below, tests } = condition;
  const outcomes =
    per === 'pipeline'
      ? observed.tests.filter(({ of }) => !test_type || of === test_type)
      : runsOf(observed, condition.components);
  return grouped(inMode(outcomes, condition.provider_mode), false).map(
    ({ of, provider_mode, all }) => {
      const subject = subjectOf(per, of, provider_mode);
      const { state, rate, counted } = judgeRate(all, condition);
      const what = per === 'pipeline' ? 'tests' : 'runs';
      return {
        key: subjectKey(subject),
        subject,
        state,
        message:
          rate === null
            ? `${counted} of the ${tests} ${what} of ${subject.title} that it takes to tell`
            : `${percent(rate)} of the latest ${counted} ${what} of ${
                subject.title
              } succeeded; the limit is ${percent(
                below,
              )}, without faults of vendors and leads`,
        fault:
          state === 'breach'
            ? commonFault(all.filter(one => !failedBy(one, ['vendor', 'lead'])))
            : null,
      };
    },
  );
}

function queueAge(
  { tests, older_than_ms, resolve_below_ms }: Condition<'queue_age'>,
  { queue }: Observation,
): Finding {
  const subject: AlertSubject = {
    type: 'queue',
    name: tests,
    title: tests === 'single' ? 'Queue of single tests' : 'Queue of tests',
    provider_mode: null,
  };
  const common = { key: subjectKey(subject), subject, fault: null };
  if (queue.paused) {
    return { ...common, state: 'unknown', message: 'The queue is paused' };
  }
  const waited = queue[tests] ?? 0;
  const message =
    queue[tests] === null
      ? 'No test is waiting'
      : `The oldest test has waited for ${inTime(
          waited,
        )}; the limit is ${inTime(older_than_ms)}`;
  if (waited > older_than_ms) return { ...common, state: 'breach', message };
  return {
    ...common,
    state: waited < resolve_below_ms ? 'clear' : 'between',
    message,
  };
}

function failuresInRow(
  condition: Condition<'failures_in_row'>,
  observed: Observation,
): Finding[] {
  const { per, components, provider_mode: mode } = condition;
  const outcomes =
    per === 'all' ? observed.tests : runsOf(observed, components);
  return grouped(inMode(outcomes, mode), per === 'all').map(
    ({ of, provider_mode, all }) => {
      const subject = subjectOf(per, of, provider_mode);
      const { state, failed } = judgeRow(all, condition);
      const what = (n: number) => {
        const one = per === 'all' ? 'test' : `run of ${subject.title}`;
        const many = per === 'all' ? 'tests' : `runs of ${subject.title}`;
        return n === 1 ? `newest ${one}` : `newest ${n} ${many}`;
      };
      return {
        key: subjectKey(subject),
        subject,
        state,
        message:
          failed.length === 0
            ? `The ${what(1)} succeeded`
            : `The ${what(failed.length)} failed; the limit is ${
                condition.failures
              }`,
        fault: state === 'breach' ? commonFault(failed) : null,
      };
    },
  );
}

function subjectOf(
  per: 'pipeline' | 'component' | 'all',
  of: string | null,
  provider_mode: ProviderMode | null,
): AlertSubject {
  if (per === 'all' || of === null) {
    return { type: 'tests', name: null, title: 'All tests', provider_mode };
  }
  const title =
    COMPONENT_SLUGS.includes(of as ComponentSlug) && per === 'component'
      ? COMPONENTS[of as ComponentSlug]
      : of;
  return { type: per, name: of, title, provider_mode };
}

/** Runs of these components, or of each. One without a step is measured by another. */
function runsOf(
  { runs }: Observation,
  components: readonly ComponentSlug[] | null,
): Outcome[] {
  const measured = components?.map(slug => MEASURED_BY[slug] ?? slug) ?? null;
  return runs.filter(({ of }) => isOneOf(of, measured));
}

function isOneOf(name: string, chosen: readonly string[] | null): boolean {
  return chosen === null || chosen.includes(name);
}

function inMode(
  outcomes: readonly Outcome[],
  mode: ProviderMode | null,
): readonly Outcome[] {
  return mode === null
    ? outcomes
    : outcomes.filter(({ provider_mode }) => provider_mode === mode);
}

function percent(value: number): string {
  return `${Math.round(value * 10) / 10} %`;
}

function inTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120
    ? `${minutes} minutes`
    : `${Math.round(minutes / 60)} hours`;
}
