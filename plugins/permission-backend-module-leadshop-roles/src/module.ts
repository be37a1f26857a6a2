import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { createLeadshopRolesDecision } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { LeadshopRolesPolicy } from './policy';

/**
 * Makes the role matrix of `leadshopTesting.roles` the portal's permission
 * policy. A portal has one policy: where there is one already, leave this
 * module out and call `createLeadshopRolesDecision` from it.
 *
 * @public
 */
export const permissionModuleLeadshopRoles = createBackendModule({
  pluginId: 'permission',
  moduleId: 'leadshop-roles',
  register(reg) {
    reg.registerInit({
      deps: {
        policy: policyExtensionPoint,
        config: coreServices.rootConfig,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        logger: coreServices.logger,
      },
      async init({ policy, config, ...services }) {
        policy.setPolicy(
          new LeadshopRolesPolicy(
            createLeadshopRolesDecision(config, services),
            services.auth,
          ),
        );
      },
    });
  },
});
