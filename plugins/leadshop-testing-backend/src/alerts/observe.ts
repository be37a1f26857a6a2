import { Knex } from 'knex';
import {
  AlertCondition,
  COMPONENT_SLUGS,
  MEASURED_BY,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  databaseTime,
  newestRuns,
  newestTests,
  oldestWaiting,
  queueIsPaused,
} from '../store/alerts/observations';
import { Observation } from './findings';

/** Where observations come from. */
export interface Observed {
  knex: Knex;
  /** Nothing that was read before this call. */
  status: () => Promise<SystemStatus>;
}

/** Those that have a step of their own. */
const WITH_STEPS = COMPONENT_SLUGS.filter(slug => !MEASURED_BY[slug]);

/** Reads what these conditions need, each thing once, and nothing else. */
export async function observe(
  { knex, status }: Observed,
  conditions: readonly AlertCondition[],
): Promise<Observation> {
  const at = await databaseTime(knex);
  const kinds = new Set(conditions.map(({ kind }) => kind));
  const tests = Math.max(...conditions.map(neededOf('pipeline')), 0);
  const runs = Math.max(...conditions.map(neededOf('component')), 0);
  const watchesQueue = kinds.has('queue_age');
  const batches = conditions.some(
    condition => condition.kind === 'queue_age' && condition.tests === 'all',
  );
  const [components, ended, ran, waiting, paused] = await Promise.all([
    kinds.has('component_down')
      ? status().then(whole => whole.components ?? [])
      : [],
    tests > 0 ? newestTests(knex, tests) : [],
    runs > 0 ? newestRuns(knex, WITH_STEPS, runs) : [],
    watchesQueue ? oldestWaiting(knex, batches) : { single: null, all: null },
    watchesQueue ? queueIsPaused(knex) : false,
  ]);
  return {
    at,
    components,
    tests: ended,
    runs: ran,
    queue: { ...waiting, paused },
  };
}

/** How many tests, or runs of components, a condition counts. */
function neededOf(what: 'pipeline' | 'component') {
  return (condition: AlertCondition): number => {
    if (condition.kind === 'success_rate') {
      return condition.per === what ? condition.tests : 0;
    }
    if (condition.kind !== 'failures_in_row') return 0;
    const per = condition.per === 'all' ? 'pipeline' : 'component';
    return per === what ? Math.max(condition.failures, condition.successes) : 0;
  };
}
