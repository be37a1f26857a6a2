export interface Config {
  auth?: {
    providers?: {
      /**
       * Demo sign-in: one user per role, no password. Development only: the
       * backend refuses to start with it when NODE_ENV is production or
       * auth.environment is not development. Takes no settings.
       */
      demo?: {};
    };
  };
}
