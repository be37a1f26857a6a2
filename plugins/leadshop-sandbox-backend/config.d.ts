/** A port, or one as text, as `${PORT}` becomes. */
type LeadshopSandboxPort = number | string;

export interface Config {
  /**
   * Local stand-ins for the outside services, for development and tests.
   * They do not run with NODE_ENV=production.
   */
  leadshopSandbox?: {
    /**
     * Default true. False switches the sandbox off.
     * @visibility backend
     */
    enabled?: boolean | 'true' | 'false';
    http?: {
      /**
       * Port on 127.0.0.1; default 7010, 0 takes a free one.
       * @visibility backend
       */
      port?: LeadshopSandboxPort;
    };
    https?: {
      /**
       * Port on 127.0.0.1; default 7011, 0 takes a free one.
       * @visibility backend
       */
      port?: LeadshopSandboxPort;
    };
    smtp?: {
      /**
       * Port on 127.0.0.1; default 7025, 0 takes a free one.
       * @visibility backend
       */
      port?: LeadshopSandboxPort;
    };
    /**
     * Where the objects of S3 are kept over a restart, at most 512 MiB and 20,000 of
     * them; default `.data/leadshop-sandbox` below the folder that the backend was
     * started in.
     * @visibility backend
     */
    folder?: string;
    /**
     * Faults that are there from the start.
     * @visibility backend
     */
    faults?: {
      /** A protocol of the sandbox or the slug of a LeadShop component. */
      component: string;
      kind: string;
      status?: number;
      delayMs?: number;
      retryAfterSeconds?: number;
      rate?: number;
      count?: number;
      match?: string;
      scope?: 'every_answer' | 'first_answer';
    }[];
  };
}
