import {
  Fault,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What the latest runs of a component came to; faults of the lead left out. */
export interface ComponentRuns {
  component: string;
  runs: number;
  successes: number;
  /** In milliseconds. */
  median: number | null;
  last_check: Date;
  last_fault: Fault | null;
  last_error: string | null;
  last_failed: boolean;
  provider_mode: ProviderMode | null;
}
