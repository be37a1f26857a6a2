/*
 * The backend of the live benchmark: the portal's own parts for signing in,
 * permissions and catalog around the plugin, with as many people as are asked
 * for and a pipeline whose steps wait for nothing.
 */
import { createBackend } from '@backstage/backend-defaults';
import {
  BackstageCredentials,
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import {
  createLeadshopRolesReader,
  pipelinesExtensionPoint,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { PermissionGuard } from '../../../plugins/leadshop-testing-backend/src/api/PermissionGuard';
import { leadshopTestingPlugin } from '../../../plugins/leadshop-testing-backend/src/plugin';
import { noWaitPipeline } from '../engine';
import { collect } from './collect';
import { obeyOrders } from './orders';
import { peopleEntities } from './people';

/** What the benchmark tells the backend. */
export type BackendOrder =
  | { do: 'collect' }
  | {
      /** Asks for the permissions of these as the watch of sockets does. */
      do: 'ask';
      tokens: string[];
      /** Asks about each, as it was before policies handed their roles over. */
      each: boolean;
    };

const USERS = Number(process.argv.at(-1));
let ask: (order: BackendOrder & { do: 'ask' }) => Promise<number>;

const signIn = createBackendModule({
  pluginId: 'auth',
  moduleId: 'bench',
  register(reg) {
    reg.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'bench',
          factory: createProxyAuthProviderFactory({
            authenticator: createProxyAuthenticator({
              defaultProfileTransform: async () => ({ profile: {} }),
              initialize: () => undefined,
              authenticate: async ({ req }) => ({
                result: { user: req.header('x-bench-user') ?? '' },
              }),
            }),
            signInResolver: async ({ result: { user } }, context) =>
              context.issueToken({ claims: { sub: user, ent: [user] } }),
          }),
        });
      },
    });
  },
});

const people = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'bench',
  register(reg) {
    reg.registerInit({
      deps: { processing: catalogProcessingExtensionPoint },
      async init({ processing }) {
        processing.addEntityProvider({
          getProviderName: () => 'bench',
          connect: connection =>
            connection.applyMutation({
              type: 'full',
              entities: peopleEntities(USERS).map(entity => ({
                entity,
                locationKey: 'bench',
              })),
            }),
        });
      },
    });
  },
});

const pipeline = createBackendModule({
  pluginId: 'leadshop-testing',
  moduleId: 'bench',
  register(reg) {
    reg.registerInit({
      deps: {
        pipelines: pipelinesExtensionPoint,
        permissions: coreServices.permissions,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        logger: coreServices.logger,
      },
      async init({ pipelines, permissions, ...services }) {
        pipelines.addPipeline(noWaitPipeline('no_wait'));
        const { auth } = services;
        ask = async ({ tokens, each }) => {
          const guard = new PermissionGuard({
            permissions,
            auth,
            reader: each ? undefined : createLeadshopRolesReader(services),
          });
          const principals = await Promise.all(
            tokens.map(token => auth.authenticate(token)),
          );
          const before = performance.now();
          await askAbout(guard, principals);
          return performance.now() - before;
        };
      },
    });
  },
});

async function askAbout(
  guard: PermissionGuard,
  principals: BackstageCredentials[],
): Promise<void> {
  const decisions = await guard.anew(principals);
  const waiting = principals.values();
  const askAll = async () => {
    for (const principal of waiting) {
      const granted = await decisions.granted(principal);
      if (!granted.has('view_test_results')) throw new Error('Not granted');
    }
  };
  await Promise.all(Array.from({ length: decisions.atOnce }, askAll));
}

obeyOrders(async (order: BackendOrder) =>
  order.do === 'ask' ? ask(order) : collect(),
);

const backend = createBackend();
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import('@leadshop/backstage-plugin-permission-backend-module-leadshop-roles'),
);
backend.add(signIn);
backend.add(people);
backend.add(pipeline);
backend.add(leadshopTestingPlugin);
backend.start();
