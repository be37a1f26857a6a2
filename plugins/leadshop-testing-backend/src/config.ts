/*
 * Reads `leadshopTesting` once, when the backend starts. Everything that is
 * wrong stops the start with the path of the setting and the fix, so that
 * nobody finds out in the middle of a test.
 *
 * Providers: a provider with keys is `live`. Without keys it points at the
 * sandbox, in development only; with NODE_ENV=production that is refused.
 */
import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, HumanDuration } from '@backstage/types';
import { z } from 'zod';
import {
  COMPONENT_SLUGS,
  ComponentSlug,
  PERMISSION_NAMES,
  ProviderMode,
  ROLE_NAMES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Where the sandbox listens. */
export interface SandboxAddress {
  httpUrl: string;
  httpsUrl: string;
  smtpHost: string;
  smtpPort: number;
}

/** What every HTTP provider is set up with. */
export interface ProviderSettings {
  mode: ProviderMode;
  /** Without a slash at the end. */
  baseUrl: string;
  /** For one call. */
  timeoutMs: number;
  /** Calls at once over all tests of this replica. */
  maxConcurrent: number;
  /** How long an answer is used again; 0: never. */
  cacheTtlMs: number;
}

/** A private address that steps may call. */
export interface AllowedHost {
  host: string;
  port: number;
  /** PEM of the authority that signed its certificate. */
  ca?: string;
  /** Where that PEM can be read; used for the sandbox alone. */
  caUrl?: string;
  mode: ProviderMode;
}

/** Settings of the twelve steps' outside services. */
export interface ProvidersConfig {
  s3: ProviderSettings & {
    region: string;
    bucket: string;
    accessKeyId?: string;
    secretAccessKey?: string;
    forcePathStyle: boolean;
  };
  pagespeed: ProviderSettings & { apiKey: string };
  places: ProviderSettings & { apiKey: string };
  screenshotone: ProviderSettings & { accessKey: string; secretKey: string };
  semrush: ProviderSettings & { apiKey: string; database: string };
  llm: ProviderSettings & {
    apiKey: string;
    model: string;
    /** Prices for a million tokens. */
    pricing?: { input: number; output: number; currency: string };
  };
  smtp: Omit<ProviderSettings, 'baseUrl' | 'cacheTtlMs'> & {
    host: string;
    port: number;
    secure: boolean;
    username?: string;
    password?: string;
    from: string;
    testMailbox: string;
    /** A mail that scores more fails step 12. SpamAssassin's default. */
    spamLimit: number;
    spamd?: { host: string; port: number };
  };
}

/** `leadshopTesting`, checked and with defaults filled in. */
export interface LeadshopTestingConfig {
  execution: {
    maxConcurrentTests: number;
    testTimeoutMs: number;
    gracePeriodMs: number;
    /** Times that a test is taken up again after its worker died. */
    maxAttempts: number;
  };
  history: { enabled: boolean; retentionMs: number };
  live: { maxConnections: number };
  network: { allowedHosts: AllowedHost[] };
  components: Partial<
    Record<ComponentSlug, ProviderSettings & { token?: string }>
  >;
  providers: ProvidersConfig;
  sandbox: SandboxAddress | undefined;
}

const duration = z.union([
  z.string(),
  z.record(z.string(), z.number()),
]) as z.ZodType<HumanDuration | string>;
const port = z.number().int().min(1).max(65535);
const common = {
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  timeout: duration.optional(),
  maxConcurrent: z.number().int().min(1).max(1000).optional(),
  cacheTtl: duration.optional(),
};
const key = z.string().min(1).optional();

const providersSchema = z.strictObject({
  s3: z
    .strictObject({
      endpoint: z.url({ protocol: /^https?$/ }).optional(),
      region: z.string().optional(),
      bucket: z.string().optional(),
      accessKeyId: key,
      secretAccessKey: key,
      forcePathStyle: z.boolean().optional(),
      timeout: duration.optional(),
      maxConcurrent: common.maxConcurrent,
    })
    .optional(),
  pagespeed: z.strictObject({ ...common, apiKey: key }).optional(),
  places: z.strictObject({ ...common, apiKey: key }).optional(),
  screenshotone: z
    .strictObject({ ...common, accessKey: key, secretKey: key })
    .optional(),
  semrush: z
    .strictObject({ ...common, apiKey: key, database: z.string().optional() })
    .optional(),
  llm: z
    .strictObject({
      ...common,
      apiKey: key,
      model: z.string().optional(),
      pricing: z
        .strictObject({
          input: z.number().min(0),
          output: z.number().min(0),
          currency: z.string().length(3),
        })
        .optional(),
    })
    .optional(),
  smtp: z
    .strictObject({
      host: z.string().optional(),
      port: port.optional(),
      secure: z.boolean().optional(),
      username: key,
      password: key,
      from: z.string().optional(),
      testMailbox: z.string().optional(),
      spamLimit: z.number().min(0).max(100).optional(),
      spamd: z.strictObject({ host: z.string(), port }).optional(),
      timeout: duration.optional(),
      maxConcurrent: common.maxConcurrent,
    })
    .optional(),
});

const schema = z.strictObject({
  roles: z
    .partialRecord(
      z.enum(ROLE_NAMES),
      z.strictObject({
        members: z.array(z.string()).optional(),
        permissions: z.array(z.enum(PERMISSION_NAMES)).optional(),
      }),
    )
    .optional(),
  execution: z
    .strictObject({
      maxConcurrentTests: z.number().int().min(1).max(1000).optional(),
      testTimeout: duration.optional(),
      gracePeriod: duration.optional(),
      maxAttempts: z.number().int().min(1).max(100).optional(),
    })
    .optional(),
  history: z
    .strictObject({
      enabled: z.boolean().optional(),
      retention: duration.optional(),
    })
    .optional(),
  import: z
    .strictObject({
      enabled: z.boolean().optional(),
      maxFileSizeMb: z.number().positive().optional(),
      maxLeads: z.number().int().positive().optional(),
    })
    .optional(),
  metrics: z
    .strictObject({
      enabled: z.boolean().optional(),
      interval: duration.optional(),
    })
    .optional(),
  live: z
    .strictObject({
      maxConnections: z.number().int().min(1).optional(),
    })
    .optional(),
  network: z
    .strictObject({
      allowedHosts: z
        .array(
          z.strictObject({
            host: z.string().min(1),
            port,
            ca: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
  components: z
    .partialRecord(
      z.enum(COMPONENT_SLUGS as [ComponentSlug, ...ComponentSlug[]]),
      z.strictObject({
        url: z.url({ protocol: /^https?$/ }),
        token: key,
        timeout: duration.optional(),
      }),
    )
    .optional(),
  providers: providersSchema.optional(),
});

type Raw = z.infer<typeof schema>;
type RawProviders = NonNullable<Raw['providers']>;

const ROOT = 'leadshopTesting';

function fail(path: string, problem: string): never {
  throw new InputError(`Invalid configuration at ${ROOT}.${path}: ${problem}`);
}

function parse(value: unknown): Raw {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const where = [path, issue.keys[0]].filter(Boolean).join('.');
    return fail(where, 'unknown setting; remove it or correct its name');
  }
  return fail(path || '(root)', issue.message);
}

function readSandbox(config: Config, production: boolean) {
  if (production) return undefined;
  const section = config.getOptionalConfig('leadshopSandbox');
  if (section?.getOptionalBoolean('enabled') === false) return undefined;
  const at = (name: string, fallback: number) =>
    section?.getOptionalNumber(`${name}.port`) ?? fallback;
  return {
    httpUrl: `http://127.0.0.1:${at('http', 7010)}`,
    httpsUrl: `https://localhost:${at('https', 7011)}`,
    smtpHost: '127.0.0.1',
    smtpPort: at('smtp', 7025),
  };
}

/**
 * Reads and validates the settings.
 *
 * @throws InputError naming the config path and what to do about it.
 */
export function readLeadshopTestingConfig(
  config: Config,
  env: { NODE_ENV?: string } = process.env,
): LeadshopTestingConfig {
  const raw = parse(config.getOptional(ROOT));
  const production = env.NODE_ENV === 'production';
  const sandbox = readSandbox(config, production);

  const ms = (path: string, fallback: number): number => {
    if (!config.has(`${ROOT}.${path}`)) return fallback;
    try {
      const value = durationToMilliseconds(
        readDurationFromConfig(config, { key: `${ROOT}.${path}` }),
      );
      if (!Number.isFinite(value) || value < 0) throw new Error('negative');
      return value;
    } catch {
      return fail(
        path,
        "not a duration; write { seconds: 30 }, '30s' or 'PT30S'",
      );
    }
  };

  /** Settings of a provider, live or, without keys, in the sandbox. */
  const provider = (
    name: keyof RawProviders,
    options: {
      keys: readonly string[];
      liveUrl: string | undefined;
      sandboxPath: string;
      timeoutMs: number;
      cacheTtlMs: number;
    },
  ): ProviderSettings => {
    const given = (raw.providers?.[name] ?? {}) as Record<string, unknown>;
    const missing = options.keys.filter(k => given[k] === undefined);
    const shared = {
      timeoutMs: ms(`providers.${name}.timeout`, options.timeoutMs),
      maxConcurrent: (given.maxConcurrent as number | undefined) ?? 20,
      cacheTtlMs: ms(`providers.${name}.cacheTtl`, options.cacheTtlMs),
    };
    if (missing.length === 0) {
      const baseUrl = (given.baseUrl as string | undefined) ?? options.liveUrl;
      return {
        ...shared,
        mode:
          sandbox && baseUrl?.startsWith(sandbox.httpUrl) ? 'sandbox' : 'live',
        baseUrl: (baseUrl ?? '').replace(/\/+$/, ''),
      };
    }
    if (missing.length < options.keys.length) {
      return fail(
        `providers.${name}.${missing[0]}`,
        `missing; set it beside ${options.keys.find(
          k => !missing.includes(k),
        )}`,
      );
    }
    if (!sandbox) {
      return fail(
        `providers.${name}.${missing[0]}`,
        production
          ? 'missing; in production every provider needs its keys, because the sandbox runs in development only'
          : 'missing, and the sandbox is switched off; set it or remove leadshopSandbox.enabled',
      );
    }
    return {
      ...shared,
      mode: 'sandbox',
      baseUrl:
        (given.baseUrl as string | undefined)?.replace(/\/+$/, '') ??
        `${sandbox.httpUrl}${options.sandboxPath}`,
      // The sandbox is local and its faults must show at once
      cacheTtlMs: ms(`providers.${name}.cacheTtl`, 0),
    };
  };

  const HOUR = 3_600_000;
  const p = raw.providers ?? {};
  const s3 = provider('s3', {
    keys: ['bucket'],
    liveUrl: p.s3?.endpoint,
    sandboxPath: '/s3',
    timeoutMs: 15_000,
    cacheTtlMs: 0,
  });
  const smtpLive = p.smtp?.host !== undefined;
  if (!smtpLive && !sandbox) {
    fail(
      'providers.smtp.host',
      'missing; without the sandbox (development only) a mail server is needed',
    );
  }
  if (smtpLive && !p.smtp?.testMailbox) {
    fail(
      'providers.smtp.testMailbox',
      'missing; mails of tests go to this mailbox, never to the lead',
    );
  }
  if (smtpLive && !p.smtp?.from) {
    fail('providers.smtp.from', 'missing; the sender address of test mails');
  }

  const components: LeadshopTestingConfig['components'] = {};
  for (const [slug, settings] of Object.entries(raw.components ?? {})) {
    if (!settings) continue;
    components[slug as ComponentSlug] = {
      mode:
        sandbox && settings.url.startsWith(sandbox.httpUrl)
          ? 'sandbox'
          : 'live',
      baseUrl: settings.url,
      timeoutMs: ms(`components.${slug}.timeout`, 30_000),
      maxConcurrent: 20,
      cacheTtlMs: 0,
      token: settings.token,
    };
  }

  const allowedHosts: AllowedHost[] = (raw.network?.allowedHosts ?? []).map(
    entry => ({ ...entry, mode: 'live' as const }),
  );
  if (sandbox) {
    for (const url of [sandbox.httpUrl, sandbox.httpsUrl]) {
      for (const host of ['localhost', '127.0.0.1']) {
        allowedHosts.push({
          host,
          port: Number(new URL(url).port),
          caUrl: `${sandbox.httpUrl}/control/ca.pem`,
          mode: 'sandbox',
        });
      }
    }
  }

  return {
    execution: {
      maxConcurrentTests: raw.execution?.maxConcurrentTests ?? 10,
      testTimeoutMs: ms('execution.testTimeout', 600_000),
      gracePeriodMs: ms('execution.gracePeriod', 20_000),
      maxAttempts: raw.execution?.maxAttempts ?? 5,
    },
    history: {
      enabled: raw.history?.enabled ?? true,
      retentionMs: ms('history.retention', 30 * 24 * HOUR),
    },
    live: { maxConnections: raw.live?.maxConnections ?? 20_000 },
    network: { allowedHosts },
    components,
    sandbox,
    providers: {
      s3: {
        ...s3,
        region: p.s3?.region ?? 'us-east-1',
        bucket: p.s3?.bucket ?? 'leadshop-testing',
        accessKeyId:
          p.s3?.accessKeyId ?? (s3.mode === 'sandbox' ? 'sandbox' : undefined),
        secretAccessKey:
          p.s3?.secretAccessKey ??
          (s3.mode === 'sandbox' ? 'sandbox' : undefined),
        forcePathStyle: p.s3?.forcePathStyle ?? s3.mode === 'sandbox',
      },
      pagespeed: {
        ...provider('pagespeed', {
          keys: ['apiKey'],
          liveUrl: 'https://www.googleapis.com/pagespeedonline/v5',
          sandboxPath: '/pagespeed',
          timeoutMs: 90_000,
          cacheTtlMs: HOUR,
        }),
        apiKey: p.pagespeed?.apiKey ?? 'sandbox',
      },
      places: {
        ...provider('places', {
          keys: ['apiKey'],
          liveUrl: 'https://places.googleapis.com/v1',
          sandboxPath: '/places',
          timeoutMs: 15_000,
          cacheTtlMs: 24 * HOUR,
        }),
        apiKey: p.places?.apiKey ?? 'sandbox',
      },
      screenshotone: {
        ...provider('screenshotone', {
          keys: ['accessKey', 'secretKey'],
          liveUrl: 'https://api.screenshotone.com',
          sandboxPath: '/screenshotone',
          timeoutMs: 60_000,
          cacheTtlMs: HOUR,
        }),
        accessKey: p.screenshotone?.accessKey ?? 'sandbox',
        secretKey: p.screenshotone?.secretKey ?? 'sandbox',
      },
      semrush: {
        ...provider('semrush', {
          keys: ['apiKey'],
          liveUrl: 'https://api.semrush.com',
          sandboxPath: '/semrush',
          timeoutMs: 15_000,
          cacheTtlMs: 24 * HOUR,
        }),
        apiKey: p.semrush?.apiKey ?? 'sandbox',
        database: p.semrush?.database ?? 'us',
      },
      llm: {
        ...provider('llm', {
          keys: ['apiKey'],
          liveUrl: 'https://api.openai.com/v1',
          sandboxPath: '/openai/v1',
          timeoutMs: 60_000,
          cacheTtlMs: 0,
        }),
        apiKey: p.llm?.apiKey ?? 'sandbox',
        model: p.llm?.model ?? 'gpt-4o-mini',
        pricing: p.llm?.pricing,
      },
      smtp: {
        mode:
          !smtpLive ||
          (sandbox &&
            p.smtp?.host === sandbox.smtpHost &&
            p.smtp?.port === sandbox.smtpPort)
            ? 'sandbox'
            : 'live',
        host: p.smtp?.host ?? sandbox?.smtpHost ?? '',
        port: p.smtp?.port ?? (smtpLive ? 587 : sandbox?.smtpPort ?? 0),
        secure: p.smtp?.secure ?? false,
        username: p.smtp?.username,
        password: p.smtp?.password,
        from: p.smtp?.from ?? 'LeadShop Testing <testing@leadshop.example>',
        testMailbox: p.smtp?.testMailbox ?? 'pipeline-tests@leadshop.example',
        spamLimit: p.smtp?.spamLimit ?? 5,
        spamd: p.smtp?.spamd,
        timeoutMs: ms('providers.smtp.timeout', 30_000),
        maxConcurrent: p.smtp?.maxConcurrent ?? 10,
      },
    },
  };
}

/** Origins whose pages may open a socket: the portal's and those of CORS. */
export function allowedOrigins(config: Config): string[] {
  const cors = config.getOptional('backend.cors.origin');
  const fromCors = Array.isArray(cors) ? cors : [cors];
  return [config.getString('app.baseUrl'), ...fromCors].flatMap(origin =>
    typeof origin === 'string' && URL.canParse(origin)
      ? [new URL(origin).origin]
      : [],
  );
}

/**
 * Without Backstage's permission framework every signed-in user could do
 * everything, so outside development that is no way to run.
 *
 * @throws InputError with the setting to change.
 */
export function refuseWithoutPermissions(
  config: Config,
  env: { NODE_ENV?: string } = process.env,
): void {
  const development = ['development', 'test'].includes(env.NODE_ENV ?? '');
  if (config.getOptionalBoolean('permission.enabled') || development) return;
  throw new InputError(
    'LeadShop Testing does not start without permissions: set permission.enabled: true in app-config (only NODE_ENV=development may do without)',
  );
}
