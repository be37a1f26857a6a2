/** What the portal's pages may know of the configuration. */
export interface Config {
  auth?: {
    /**
     * The demo users can sign in only when this is `development`.
     * @visibility frontend
     */
    environment?: string;
    providers?: {
      /**
       * Demo sign-in, without a password. Development only.
       * @visibility frontend
       */
      demo?: {};
      /**
       * Sign-in with GitHub, see app-config.production.yaml.
       * @visibility frontend
       */
      github?: {};
    };
  };
}
