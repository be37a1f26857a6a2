import { HumanDuration } from '@backstage/types';

/** `{ seconds: 30 }`, `30s` or `PT30S`. */
type LeadshopTestingDuration = HumanDuration | string;

/** A number, or one as text, as `${PORT}` becomes. */
type LeadshopTestingNumber = number | string;

/** True or false, or one of them as text, as `${ENABLED}` becomes. */
type LeadshopTestingBoolean = boolean | 'true' | 'false';

/** What the HTTP providers have in common. */
interface LeadshopTestingHttpProvider {
  /** Address of the service, without a slash at the end; default: the vendor's. */
  baseUrl?: string;
  /** For one call; see each provider for its default. */
  timeout?: LeadshopTestingDuration;
  /** Calls at once over all tests of this replica, 1 to 1000; default 20. */
  maxConcurrent?: LeadshopTestingNumber;
  /**
   * How long an answer is used again; see each provider for its default, zero
   * means never. In the sandbox the default is always zero.
   */
  cacheTtl?: LeadshopTestingDuration;
}

/** One of LeadShop's own services. */
interface LeadshopTestingComponentService {
  /** Where its input is posted to, http or https. */
  url: string;
  /**
   * Sent as a bearer token.
   * @visibility secret
   */
  token?: string;
  /** For one call; default 30 seconds. */
  timeout?: LeadshopTestingDuration;
}

/** When an alert is raised, and when it is resolved. */
interface LeadshopTestingAlertRule {
  /** Tells the rules apart. */
  name: string;
  /** What is watched; which of the settings below belong to which kind. */
  kind: 'component_down' | 'success_rate' | 'queue_age' | 'failures_in_row';
  /** Default true. */
  enabled?: LeadshopTestingBoolean;
  /** Default high. */
  severity?: 'critical' | 'high' | 'normal' | 'low';
  /**
   * It must be so for this long before an alert is raised; default 5 minutes for
   * a component that is down, else nothing.
   */
  for?: LeadshopTestingDuration;
  /**
   * It must be well for this long before the alert is resolved; default 2 minutes
   * for a component that was down, else nothing.
   */
  resolveAfter?: LeadshopTestingDuration;
  /** Users and groups; default: the members of the role admin. */
  recipients?: string[];
  /** All kinds but queue_age: slugs of components; default: each. */
  components?: string[];
  /**
   * success_rate: pipeline (default) or component. failures_in_row: all (default)
   * or component.
   */
  per?: 'pipeline' | 'component' | 'all';
  /** success_rate per pipeline: its name; default: each. */
  testType?: string;
  /** success_rate, failures_in_row: default each, for itself. */
  providerMode?: 'live' | 'sandbox';
  /** success_rate: raised below this, in percent. */
  below?: LeadshopTestingNumber;
  /** success_rate: resolved from here on; default 5 more than `below`. */
  resolveAbove?: LeadshopTestingNumber;
  /** success_rate: so many of the latest are counted; default 50. */
  tests?: LeadshopTestingNumber;
  /** queue_age: all tests (default), or those that are in no batch. */
  queue?: 'all' | 'single';
  /** queue_age: raised when a test has waited for longer. */
  olderThan?: LeadshopTestingDuration;
  /** queue_age: resolved when none has waited for longer; default half of it. */
  resolveBelow?: LeadshopTestingDuration;
  /** failures_in_row: so many raise. */
  failures?: LeadshopTestingNumber;
  /** failures_in_row: so many successes in a row resolve; default 2. */
  successes?: LeadshopTestingNumber;
}

export interface Config {
  /**
   * LeadShop Testing. `roles` is described by the permission module, `sampleLead`
   * by the frontend plugin.
   */
  leadshopTesting?: {
    /** How tests are run, per replica of the backend. */
    execution?: {
      /**
       * What this replica does; default `all`. `api` serves HTTP and the live
       * feed and runs no tests; `worker` runs tests and answers no requests.
       */
      role?: 'all' | 'api' | 'worker';
      /** Tests at once, 1 to 1000; default 10. */
      maxConcurrentTests?: LeadshopTestingNumber;
      /**
       * Tests at once over all replicas, 1 to 100000; without it as many as
       * they have places for. The same on all of them.
       */
      maxConcurrentTestsTotal?: LeadshopTestingNumber;
      /** A test that takes longer fails; default 10 minutes. */
      testTimeout?: LeadshopTestingDuration;
      /**
       * How long a backend that stops waits for its tests before it hands them
       * to the others; default 20 seconds.
       */
      gracePeriod?: LeadshopTestingDuration;
      /**
       * How often a test is taken up, the first time included, before one whose
       * backend dies each time is given up, 1 to 100; default 5.
       */
      maxAttempts?: LeadshopTestingNumber;
    };

    /** What is kept of ended tests. */
    history?: {
      /** Default true. False: a test goes a minute after it has ended. */
      enabled?: LeadshopTestingBoolean;
      /** How long tests, batches, imports and events are kept; default 30 days. */
      retention?: LeadshopTestingDuration;
    };

    /** Importing leads from files. */
    import?: {
      /** Default true. False: its routes answer 403 and say so. */
      enabled?: LeadshopTestingBoolean;
      /** In mebibytes; default 64. */
      maxFileSizeMb?: LeadshopTestingNumber;
      /** In one file; default 100000. */
      maxLeads?: LeadshopTestingNumber;
      /** What a spreadsheet may unpack to, in mebibytes; default 512. */
      maxUnpackedMb?: LeadshopTestingNumber;
      /**
       * How many times its own size a spreadsheet may unpack to, 1 or more;
       * default 200.
       */
      maxUnpackRatio?: LeadshopTestingNumber;
    };

    /** How the system is over time. Figures of tests are kept in any case. */
    metrics?: {
      /** Default true. False: nothing is sampled, and the panels say so. */
      enabled?: LeadshopTestingBoolean;
      /** Between two samples of a replica; default 60 seconds, at least one. */
      interval?: LeadshopTestingDuration;
    };

    /** Checks of the thirteen components. */
    health?: {
      /** Default true. False: tests alone tell how components are. */
      enabled?: LeadshopTestingBoolean;
      /** Between two checks of a component; default 60 seconds, 5 at least. */
      interval?: LeadshopTestingDuration;
      /** For one check; default 10 seconds, at most half of the interval. */
      timeout?: LeadshopTestingDuration;
      /** Several checks in a row that take longer are a warning; default 2 seconds. */
      slow?: LeadshopTestingDuration;
      /**
       * A site of yours that Security Scraper is checked with. Left out: the
       * sandbox's, and in production a host of a vendor that is called anyway.
       */
      siteUrl?: string;
    };

    /** When people are told that something is wrong. */
    alerts?: {
      /** Default true. False: no rule is looked at, and what is open is resolved. */
      enabled?: LeadshopTestingBoolean;
      /** Between two looks at all rules; default 30 seconds, 5 at least. */
      interval?: LeadshopTestingDuration;
      /** How long alerts are kept after they were resolved; default 90 days. */
      retention?: LeadshopTestingDuration;
      /**
       * Rules beside those that are made on the page. Left out: a few that are
       * built in; an empty list: none.
       */
      rules?: LeadshopTestingAlertRule[];
    };

    /** The live feed. */
    live?: {
      /** Sockets of one replica; default 20000. */
      maxConnections?: LeadshopTestingNumber;
    };

    /**
     * How often one user or service may call, counted over all replicas. Whoever
     * calls more often is answered 429 with the time to wait.
     */
    rateLimits?: {
      /** Default true. */
      enabled?: LeadshopTestingBoolean;
      /** What the figures below are for; default 60 seconds, at most a day. */
      window?: LeadshopTestingDuration;
      /** Calls that read; default 3000. */
      read?: LeadshopTestingNumber;
      /** Calls that change something; default 600. */
      write?: LeadshopTestingNumber;
      /** Files, reports, batches, imports; default 60. */
      costly?: LeadshopTestingNumber;
      /** Live connections that are opened; default 300. */
      live?: LeadshopTestingNumber;
    };

    /** What steps may reach. */
    network?: {
      /**
       * Private addresses that steps may call; everything else must be public.
       * Default: none.
       */
      allowedHosts?: {
        /** Host name or address as it stands in the URL. */
        host: string;
        port: LeadshopTestingNumber;
        /** PEM of the authority that signed its certificate. */
        ca?: string;
      }[];
    };

    /** Credentials that are stored for sites behind basic auth. */
    credentials?: {
      /**
       * What their passwords are encrypted with, AES-256-GCM. The first key
       * encrypts; the others are kept until all is encrypted anew.
       * Default: none, and no credential can be stored.
       */
      keys?: {
        /** Stored beside what it encrypts; never used again for another key. */
        id: string;
        /**
         * 32 random bytes in base64.
         * @visibility secret
         */
        secret: string;
      }[];
    };

    /** Webhooks; the endpoints themselves are made on the page. */
    webhooks?: {
      /**
       * An endpoint that has been failing for so long is disabled; default 5 days,
       * 1 at least.
       */
      disableAfter?: LeadshopTestingDuration;
      /** How long deliveries and dead letters are kept; default 30 days, 1 at least. */
      retention?: LeadshopTestingDuration;
    };

    /** The audit trail. */
    audit?: {
      /**
       * What signs its entries and checkpoints, HMAC-SHA256. The first key signs;
       * keep the others as long as what they signed. Default: none, and who can
       * write to the database can add entries and make the chain anew.
       */
      keys?: {
        /** Stored beside what it signs; never used again for another key. */
        id: string;
        /**
         * 32 random bytes in base64.
         * @visibility secret
         */
        secret: string;
      }[];
      /**
       * How long entries are kept, at least 30 days; default 400 days. Whole
       * months go.
       */
      retention?: LeadshopTestingDuration;
    };

    /**
     * LeadShop's own services. A component that is left out is tested by the
     * built-in reference implementation; all others are vendors', see `providers`.
     */
    components?: {
      'lead-data-model'?: LeadshopTestingComponentService;
      'assessment-orchestrator'?: LeadshopTestingComponentService;
      'score-calculator'?: LeadshopTestingComponentService;
      'content-generator'?: LeadshopTestingComponentService;
      'report-builder'?: LeadshopTestingComponentService;
      'email-formatter'?: LeadshopTestingComponentService;
    };

    /**
     * The outside services. In development a service without keys is played by
     * the sandbox; with NODE_ENV=production each needs its keys.
     */
    providers?: {
      /** Storage of evidence: S3 or anything that speaks its protocol. */
      s3?: {
        /** Default: AWS. */
        endpoint?: string;
        /** Default us-east-1. */
        region?: string;
        /** Must exist. With it the provider is live. */
        bucket?: string;
        /**
         * Without it the AWS SDK looks for credentials in its usual places.
         * @visibility secret
         */
        accessKeyId?: string;
        /** @visibility secret */
        secretAccessKey?: string;
        /** The bucket in the path and not in the host name; default false. */
        forcePathStyle?: LeadshopTestingBoolean;
        /** For one call; default 15 seconds. */
        timeout?: LeadshopTestingDuration;
        /** Calls at once over all tests of this replica, 1 to 1000; default 20. */
        maxConcurrent?: LeadshopTestingNumber;
      };

      /**
       * PageSpeed Insights v5. Timeout 90 seconds, answers used again for an
       * hour.
       */
      pagespeed?: LeadshopTestingHttpProvider & {
        /** @visibility secret */
        apiKey?: string;
      };

      /**
       * Google Places API (New). Timeout 15 seconds, answers used again for a
       * day.
       */
      places?: LeadshopTestingHttpProvider & {
        /** @visibility secret */
        apiKey?: string;
      };

      /** ScreenshotOne. Timeout 60 seconds, answers used again for an hour. */
      screenshotone?: LeadshopTestingHttpProvider & {
        /** @visibility secret */
        accessKey?: string;
        /**
         * Signs the requests.
         * @visibility secret
         */
        secretKey?: string;
      };

      /** SEMrush. Timeout 15 seconds, answers used again for a day. */
      semrush?: LeadshopTestingHttpProvider & {
        /** @visibility secret */
        apiKey?: string;
        /** The regional database; default us. */
        database?: string;
      };

      /**
       * A language model behind OpenAI's chat completions. Timeout 60 seconds,
       * answers are not used again.
       */
      llm?: LeadshopTestingHttpProvider & {
        /** @visibility secret */
        apiKey?: string;
        /** One that can see; default gpt-4o-mini. */
        model?: string;
        /** Prices for a million tokens; without them no costs are shown. */
        pricing?: {
          input: LeadshopTestingNumber;
          output: LeadshopTestingNumber;
          /** ISO 4217, such as USD. */
          currency: string;
        };
      };

      /** The mail server of step 12, and how its mails are judged. */
      smtp?: {
        /** With it the provider is live. */
        host?: string;
        /** Default 587. */
        port?: LeadshopTestingNumber;
        /** TLS from the first byte, as on port 465; default false: STARTTLS. */
        secure?: LeadshopTestingBoolean;
        /** @visibility secret */
        username?: string;
        /** @visibility secret */
        password?: string;
        /** Sender of test mails; required with `host`. */
        from?: string;
        /**
         * Where all test mails go, never to the lead; required with `host`.
         */
        testMailbox?: string;
        /** A mail that scores more fails step 12, 0 to 100; default 5. */
        spamLimit?: LeadshopTestingNumber;
        /** A SpamAssassin daemon; default: the built-in rules. */
        spamd?: {
          host: string;
          port: LeadshopTestingNumber;
        };
        /** For one mail; default 30 seconds. */
        timeout?: LeadshopTestingDuration;
        /** Mails at once, 1 to 1000; default 10. */
        maxConcurrent?: LeadshopTestingNumber;
      };
    };
  };
}
