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

/** The demo user's entry in the catalog, with its groups. */
export const demoSignInResolver: SignInResolver<DemoSignIn> = async (
  { result: { user } },
  context,
) => {
  try {
    return await context.signInWithCatalogUser({
      entityRef: { kind: 'User', namespace: 'default', name: user },
    });
  } catch (error) {
    if (isError(error) && error.name === 'NotFoundError') {
      throw new ServiceUnavailableError(
        `The catalog does not know user:default/${user}. Right after the start it is still reading: try again in a few seconds. If this stays, add examples/org.yaml to catalog.locations`,
        error,
      );
    }
    throw error;
  }
};
