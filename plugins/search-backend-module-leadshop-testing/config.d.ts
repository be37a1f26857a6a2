import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  search?: {
    collators?: {
      /** What the portal's search holds of LeadShop Testing. */
      leadshopTesting?: {
        /**
         * When tests and leads are read anew; default: every 10 minutes, for at
         * most 15 minutes, the first time 15 seconds after the start.
         */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
        /** The newest tests that can be found, 0 to 1000000; default 10000. */
        maxTests?: number;
        /** The newest leads that can be found, 0 to 1000000; default 10000. */
        maxLeads?: number;
      };
    };
  };
}
