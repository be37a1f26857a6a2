import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  RootConfigService,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const AT = 'search.collators.leadshopTesting';

/** Said of both limits in config.d.ts. */
const DEFAULT_MAX = 10_000;
const HIGHEST_MAX = 1_000_000;

const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 10 },
  timeout: { minutes: 15 },
  // The plugin whose lists are read starts at the same time
  initialDelay: { seconds: 15 },
};

/** How often and how much is read. */
export interface CollatorSettings {
  schedule: SchedulerServiceTaskScheduleDefinition;
  maxTests: number;
  maxLeads: number;
}

/** Reads `search.collators.leadshopTesting`. @throws InputError that names the setting. */
export function readSettings(root: RootConfigService): CollatorSettings {
  const config = root.getOptionalConfig(AT);
  const schedule = config?.getOptionalConfig('schedule');
  return {
    schedule: schedule
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
      : DEFAULT_SCHEDULE,
    maxTests: readMax(config, 'maxTests'),
    maxLeads: readMax(config, 'maxLeads'),
  };
}

function readMax(config: Config | undefined, name: string): number {
  const max = config?.getOptionalNumber(name) ?? DEFAULT_MAX;
  if (!Number.isInteger(max) || max < 0 || max > HIGHEST_MAX) {
    throw new InputError(
      `${AT}.${name} is ${max}; it must be a whole number from 0 to ${HIGHEST_MAX}`,
    );
  }
  return max;
}
