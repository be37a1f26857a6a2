/*
 * Two collators, each of which reads a list of the plugin's HTTP API as the
 * search plugin. Who finds what is decided when somebody searches, by the
 * permission that each kind of document names: the same ones as the lists ask
 * for.
 */
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import {
  executionSummarySchema,
  leadSchema,
  permissions,
  SEARCH_TYPES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ListCollatorFactory } from './ListCollatorFactory';
import { ListReader } from './ListReader';
import { leadDocument, testDocument } from './documents';
import { readSettings } from './settings';

/**
 * Makes the portal's search find the newest tests and leads.
 *
 * @public
 */
export const searchModuleLeadshopTesting = createBackendModule({
  pluginId: 'search',
  moduleId: 'leadshop-testing',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        indexRegistry: searchIndexRegistryExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, config, discovery, indexRegistry, scheduler }) {
        const { schedule, maxTests, maxLeads } = readSettings(config);
        const reader = new ListReader({ auth, discovery });
        indexRegistry.addCollator({
          schedule: scheduler.createScheduledTaskRunner(schedule),
          factory: new ListCollatorFactory({
            type: SEARCH_TYPES.test,
            visibilityPermission: permissions.view_test_results,
            rows: () =>
              reader.rows('/history', executionSummarySchema, maxTests),
            toDocument: testDocument,
          }),
        });
        indexRegistry.addCollator({
          schedule: scheduler.createScheduledTaskRunner(schedule),
          factory: new ListCollatorFactory({
            type: SEARCH_TYPES.lead,
            visibilityPermission: permissions.manage_leads,
            rows: () => reader.rows('/leads', leadSchema, maxLeads),
            toDocument: leadDocument,
          }),
        });
      },
    });
  },
});
