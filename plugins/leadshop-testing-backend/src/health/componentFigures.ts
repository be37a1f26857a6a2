/*
 * How components are where single tests are not kept: from the figures of the
 * last hours. Coarser than from tests themselves: an hour is as good as its share
 * of successes, and has no words of its own.
 */
import { Knex } from 'knex';
import {
  ComponentSlug,
  Fault,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Durations } from '../store/metrics/durations';
import { HOUR_MS } from '../store/metrics/period';
import { ComponentRuns } from './componentRuns';

/** A component in an hour, in a provider mode. */
export interface ComponentHour extends Record<`fault_${Fault}`, number> {
  component: string;
  at: Date;
  provider_mode: ProviderMode | 'none';
  succeeded: number;
  failed: number;
  durations: Buffer | null;
}

const FAULTS = ['leadshop', 'vendor', 'config', 'network'] as const;

/** Hours of components, the newest first. */
export async function readComponentHours(
  knex: Knex,
  components: readonly ComponentSlug[],
  withinHours: number,
): Promise<ComponentHour[]> {
  const { rows } = await knex.raw(
    `SELECT component, at, provider_mode, succeeded, failed, fault_lead,
       fault_leadshop, fault_vendor, fault_config, fault_network, durations
     FROM metrics_steps
     WHERE span = 'hour' AND at > now() - make_interval(hours => ?)
       AND component = ANY(?) ORDER BY at DESC`,
    [withinHours, [...components]],
  );
  return rows;
}

/** A lead with a broken site says nothing of the component. */
const failuresOf = (hour: ComponentHour) => hour.failed - hour.fault_lead;
const runsOf = (hour: ComponentHour) => hour.succeeded + failuresOf(hour);

/**
 * What the hours of a component say of its latest runs.
 *
 * @param hours - of one component, the newest first
 * @param enough - runs after which older hours are left out
 */
export function runsOfHours(
  hours: readonly ComponentHour[],
  options: { enough: number; now: Date },
): ComponentRuns | undefined {
  const mode = hours.find(hour => hour.provider_mode !== 'none')?.provider_mode;
  const used: ComponentHour[] = [];
  let runs = 0;
  for (const hour of hours) {
    const counts =
      runsOf(hour) > 0 && [mode, 'none'].includes(hour.provider_mode);
    if (!counts || runs >= options.enough) continue;
    used.push(hour);
    runs += runsOf(hour);
  }
  const [newest] = used;
  if (!newest) return undefined;
  const successes = used.reduce((sum, hour) => sum + hour.succeeded, 0);
  const durations = new Durations();
  for (const hour of used) durations.add(hour.durations);
  const worst = used.find(hour => failuresOf(hour) > 0);
  return {
    component: newest.component,
    runs,
    successes,
    median: durations.percentiles([0.5])[0],
    last_check: new Date(
      Math.min(newest.at.getTime() + HOUR_MS, options.now.getTime()),
    ),
    last_fault: worst ? mostlyAtFault(worst) : null,
    last_error: `${
      runs - successes
    } of ${runs} runs failed; single tests are not kept`,
    last_failed: failuresOf(newest) > newest.succeeded,
    provider_mode: mode && mode !== 'none' ? mode : null,
  };
}

function mostlyAtFault(hour: ComponentHour): Fault | null {
  const [worst] = [...FAULTS].sort(
    (a, b) => hour[`fault_${b}`] - hour[`fault_${a}`],
  );
  return hour[`fault_${worst}`] > 0 ? worst : null;
}
