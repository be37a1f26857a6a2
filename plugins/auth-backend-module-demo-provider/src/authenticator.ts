import { setTimeout as delay } from 'node:timers/promises';
import {
  AuthenticationError,
  isError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  createProxyAuthenticator,
  SignInResolver,
} from '@backstage/plugin-auth-node';
import { DEMO_USER_NAMES, DemoUserName, isDemoUserName } from './demoUsers';

/** The header in which a browser or `curl` says who it wants to be. */
const USER_HEADER = 'x-demo-user';

interface DemoSignIn {
  user: DemoUserName;
}

/** Takes the caller's word for who it is, if that is a demo user. */
export const demoAuthenticator = createProxyAuthenticator<
  undefined,
  DemoSignIn,
  undefined
>({
  defaultProfileTransform: async ({ user }) => ({
    profile: { displayName: user },
  }),
  initialize: () => undefined,
  async authenticate({ req }) {
    const user = req.header(USER_HEADER);
    if (!isDemoUserName(user)) {
      throw new AuthenticationError(
        user
          ? `There is no such demo user; choose one of ${DEMO_USER_NAMES.join(
              ', ',
            )}`
          : `The header X-Demo-User is missing; it names one of ${DEMO_USER_NAMES.join(
              ', ',
            )}`,
      );
    }
    return { result: { user } };
  },
});

/** How long a start may take to read the demo users into the catalog. */
const CATALOG_PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 250;

/**
 * Signs in the demo user's entry in the catalog, with its groups. Right after
 * the start the catalog is still reading, so the resolver waits for it instead
 * of failing the first click.
 */
export function createDemoSignInResolver(
  patienceMs: number = CATALOG_PATIENCE_MS,
): SignInResolver<DemoSignIn> {
  return async ({ result: { user } }, context) => {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      try {
        return await context.signInWithCatalogUser({
          entityRef: { kind: 'User', namespace: 'default', name: user },
        });
      } catch (error) {
        if (!isError(error) || error.name !== 'NotFoundError') {
          throw error;
        }
        if (performance.now() >= giveUpAt) {
          throw new ServiceUnavailableError(
            `The catalog does not know user:default/${user}. Add examples/org.yaml to catalog.locations; if it is there, look for what the catalog says about it in the backend's log`,
            error,
          );
        }
      }
      await delay(LOOK_EVERY_MS);
    }
  };
}
