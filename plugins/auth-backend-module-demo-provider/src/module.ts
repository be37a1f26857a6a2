/*
 * Demo sign-in. Whoever can reach the backend can be anybody here, so the
 * module stops the start of any backend that does not say, in two places,
 * that it is a development one.
 */
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import {
  authProvidersExtensionPoint,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { createDemoSignInResolver, demoAuthenticator } from './authenticator';

function refuseOutsideDevelopment(config: Config): void {
  const environment = config.getOptionalString('auth.environment');
  let reason: string | undefined;
  if (process.env.NODE_ENV === 'production') {
    reason = 'NODE_ENV is production';
  } else if (environment !== 'development') {
    reason = `auth.environment is ${
      environment ? `'${environment}'` : 'not set'
    }`;
  }
  if (reason) {
    throw new Error(
      `The demo sign-in lets anybody in without a password, so it runs in development only, and ${reason}. Remove auth-backend-module-demo-provider from this backend and auth.providers.demo from its configuration; to develop, set auth.environment to development and NODE_ENV to something other than production`,
    );
  }
}

/**
 * Adds the auth provider `demo`: `GET /api/auth/demo/refresh` with the header
 * `X-Demo-User: qa-tester` answers with a Backstage session of that user.
 *
 * @public
 */
export const authModuleDemoProvider = createBackendModule({
  pluginId: 'auth',
  moduleId: 'demo-provider',
  register(reg) {
    reg.registerInit({
      deps: {
        providers: authProvidersExtensionPoint,
        config: coreServices.rootConfig,
      },
      async init({ providers, config }) {
        refuseOutsideDevelopment(config);
        providers.registerProvider({
          providerId: 'demo',
          factory: createProxyAuthProviderFactory({
            authenticator: demoAuthenticator,
            signInResolver: createDemoSignInResolver(),
          }),
        });
      },
    });
  },
});
