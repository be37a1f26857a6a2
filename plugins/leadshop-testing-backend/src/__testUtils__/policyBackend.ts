/*
 * A backend with nothing between a caller and the role matrix that is not real:
 * the plugin asks Backstage's permission service, which asks the policy of the
 * roles module, which asks a catalog and a configuration that tests change.
 */
import {
  BackendFeature,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { ConfigSources, MutableConfigSource } from '@backstage/config-loader';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { JsonObject } from '@backstage/types';
import { RoleName } from '@leadshop/backstage-plugin-leadshop-testing-common';
import leadshopRoles from '@leadshop/backstage-plugin-permission-backend-module-leadshop-roles';
import { Pipeline } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { databases, startBackend, TestBackend, USERS } from './backend';

/** Who is in which group, and which group is above which. */
export const GROUPS: Record<string, string[]> = {
  [USERS.admin]: ['group:default/admins'],
  [USERS.qa_manager]: ['group:default/managers'],
  // Has the role through the group above its own
  [USERS.developer]: ['group:default/team'],
  'group:default/team': ['group:default/engineering'],
  [USERS.viewer]: ['group:default/viewers', 'group:default/guests'],
  [USERS.no_role]: ['group:default/guests'],
};

/** A member of each role, in a way of its own. */
export const ROLES: Record<RoleName, { members: string[] }> = {
  admin: { members: ['group:default/admins'] },
  qa_manager: { members: ['group:managers'] },
  qa_tester: { members: [USERS.qa_tester] },
  developer: { members: ['group:default/engineering'] },
  viewer: { members: ['group:default/viewers'] },
};

/** A catalog of people that tests change. */
export class PeopleCatalog {
  /** By user or group: the groups right above it. */
  readonly above: Record<string, string[]> = { ...GROUPS };
  away = false;

  readonly feature = createServiceFactory({
    service: catalogServiceRef,
    deps: {},
    factory: () =>
      catalogServiceMock.mock({
        getEntitiesByRefs: async ({ entityRefs }) => {
          if (this.away) throw new Error('The catalog is away');
          return { items: entityRefs.map(ref => this.#entity(ref)) };
        },
      }),
  });

  #entity(ref: string) {
    const above = this.above[ref];
    if (!above) return undefined;
    const [kind, name] = ref.split(':default/');
    return {
      apiVersion: 'backstage.io/v1alpha1',
      kind,
      metadata: { name, namespace: 'default' },
      relations: above.map(targetRef => ({
        type: kind === 'user' ? 'memberOf' : 'childOf',
        targetRef,
      })),
    };
  }
}

/** A backend under the role matrix. */
export interface PolicyBackend extends TestBackend {
  people: PeopleCatalog;
  /** Changes `leadshopTesting` as a change of the file would. */
  configure(leadshopTesting: JsonObject): Promise<void>;
}

/** Starts a backend under the role matrix. */
export async function startPolicyBackend(
  options: {
    settings?: JsonObject;
    backendAuth?: JsonObject;
    /** In place of Backstage's mocks; then each plugin keeps keys of its own. */
    auth?: BackendFeature[];
    pipelines?: Pipeline[];
  } = {},
): Promise<PolicyBackend> {
  let changes = 0;
  const data = (leadshopTesting: JsonObject): JsonObject => ({
    // Backstage tells of a change only when something differs
    organization: { name: `Change ${changes++}` },
    app: { baseUrl: 'http://localhost:3000' },
    backend: {
      baseUrl: 'http://localhost:7007',
      listen: { port: 0 },
      auth: options.backendAuth ?? {},
    },
    permission: { enabled: true },
    leadshopTesting: {
      rateLimits: { enabled: false },
      roles: ROLES,
      ...options.settings,
      ...leadshopTesting,
    },
  });
  const source = MutableConfigSource.create({ data: data({}) });
  const config = await ConfigSources.toConfig(source);
  const people = new PeopleCatalog();
  const backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    ...(options.auth && {
      otherDatabases: { permission: await databases.init('POSTGRES_18') },
    }),
    auth: options.auth,
    pipelines: options.pipelines,
    permissions: { factory: permissionsServiceFactory },
    rootConfig: createServiceFactory({
      service: coreServices.rootConfig,
      deps: {},
      factory: () => config,
    }),
    features: [permissionPlugin, leadshopRoles, people.feature],
  });
  return {
    ...backend,
    people,
    async configure(leadshopTesting) {
      const changed = new Promise<void>(resolve => {
        const { unsubscribe } = config.subscribe?.(() => {
          unsubscribe();
          resolve();
        }) ?? { unsubscribe: resolve };
      });
      source.setData(data(leadshopTesting));
      await changed;
    },
    async stop() {
      config.close();
      await backend.stop();
    },
  };
}
