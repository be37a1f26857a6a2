import { InputError } from '@backstage/errors';
import { HumanDuration } from '@backstage/types';
import { z } from 'zod';
import {
  alertKindSchema,
  alertSeveritySchema,
  COMPONENT_SLUGS,
  ComponentSlug,
  PERMISSION_NAMES,
  replicaRoleSchema,
  ROLE_NAMES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

const duration = z.union([
  z.string(),
  z.record(z.string(), z.union([z.number(), z.string()])),
]) as z.ZodType<HumanDuration | string>;

/** `${PORT}` in app-config becomes text: a number as text is a number. */
const number = <T extends z.ZodType<number>>(schema: T) =>
  z.preprocess(
    value =>
      typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value)
        ? Number(value)
        : value,
    schema,
  );
const TRUTH = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
]);
const boolean = z.preprocess(
  value => TRUTH.get(value) ?? value,
  z.boolean('not true or false'),
);

const port = number(z.int().min(1).max(65535));
const calls = number(z.int().min(1).max(1_000_000));
const httpUrl = z.url({ protocol: /^https?$/ });
const common = {
  baseUrl: httpUrl.optional(),
  timeout: duration.optional(),
  maxConcurrent: number(z.int().min(1).max(1000)).optional(),
  cacheTtl: duration.optional(),
};
const key = z.string().min(1).optional();

const providersSchema = z.strictObject({
  s3: z
    .strictObject({
      endpoint: httpUrl.optional(),
      region: z.string().optional(),
      bucket: z.string().optional(),
      accessKeyId: key,
      secretAccessKey: key,
      forcePathStyle: boolean.optional(),
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
          input: number(z.number().min(0)),
          output: number(z.number().min(0)),
          currency: z.string().length(3),
        })
        .optional(),
    })
    .optional(),
  smtp: z
    .strictObject({
      host: z.string().optional(),
      port: port.optional(),
      secure: boolean.optional(),
      username: key,
      password: key,
      from: z.string().optional(),
      testMailbox: z.string().optional(),
      spamLimit: number(z.number().min(0).max(100)).optional(),
      spamd: z.strictObject({ host: z.string(), port }).optional(),
      timeout: duration.optional(),
      maxConcurrent: common.maxConcurrent,
    })
    .optional(),
});

/** The newest first; see `credentials.keys` and `audit.keys`. */
const secretKeys = z
  .array(
    z.strictObject({
      id: z
        .string()
        .regex(
          /^[A-Za-z0-9._-]{1,60}$/,
          'must be 1 to 60 letters, digits, dots, dashes or underscores',
        ),
      secret: z
        .string('missing; write 32 random bytes in base64')
        .regex(
          /^[A-Za-z0-9+/]{43}=$/,
          'must be 32 bytes in base64, such as openssl rand -base64 32 prints',
        ),
    }),
  )
  .refine(
    keys => new Set(keys.map(({ id }) => id)).size === keys.length,
    'two keys have the same id; give the new one another',
  );

/** What belongs to which kind is checked in alerts.ts. */
const alertRule = z.strictObject({
  name: z.string('missing; give the rule a name'),
  kind: alertKindSchema,
  enabled: boolean.optional(),
  severity: alertSeveritySchema.optional(),
  for: duration.optional(),
  resolveAfter: duration.optional(),
  recipients: z.array(z.string()).optional(),
  components: z.array(z.string()).optional(),
  per: z.string().optional(),
  testType: z.string().optional(),
  providerMode: z.string().optional(),
  below: number(z.number()).optional(),
  resolveAbove: number(z.number()).optional(),
  tests: number(z.number()).optional(),
  queue: z.string().optional(),
  olderThan: duration.optional(),
  resolveBelow: duration.optional(),
  failures: number(z.number()).optional(),
  successes: number(z.number()).optional(),
});

/** `leadshopTesting` as it may be written. */
export const schema = z.strictObject({
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
      role: replicaRoleSchema.optional(),
      maxConcurrentTests: number(z.int().min(1).max(1000)).optional(),
      maxConcurrentTestsTotal: number(z.int().min(1).max(100_000)).optional(),
      testTimeout: duration.optional(),
      gracePeriod: duration.optional(),
      maxAttempts: number(z.int().min(1).max(100)).optional(),
    })
    .optional(),
  history: z
    .strictObject({
      enabled: boolean.optional(),
      retention: duration.optional(),
    })
    .optional(),
  import: z
    .strictObject({
      enabled: boolean.optional(),
      maxFileSizeMb: number(z.number().positive()).optional(),
      maxLeads: number(z.int().positive()).optional(),
      maxUnpackedMb: number(z.number().positive()).optional(),
      maxUnpackRatio: number(z.number().min(1)).optional(),
    })
    .optional(),
  metrics: z
    .strictObject({
      enabled: boolean.optional(),
      interval: duration.optional(),
    })
    .optional(),
  health: z
    .strictObject({
      enabled: boolean.optional(),
      interval: duration.optional(),
      timeout: duration.optional(),
      slow: duration.optional(),
      siteUrl: httpUrl.optional(),
    })
    .optional(),
  alerts: z
    .strictObject({
      enabled: boolean.optional(),
      interval: duration.optional(),
      retention: duration.optional(),
      rules: z.array(alertRule).optional(),
    })
    .optional(),
  live: z
    .strictObject({
      maxConnections: number(z.int().min(1)).optional(),
    })
    .optional(),
  rateLimits: z
    .strictObject({
      enabled: boolean.optional(),
      window: duration.optional(),
      read: calls.optional(),
      write: calls.optional(),
      costly: calls.optional(),
      live: calls.optional(),
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
  credentials: z.strictObject({ keys: secretKeys.optional() }).optional(),
  audit: z
    .strictObject({
      keys: secretKeys.optional(),
      retention: duration.optional(),
    })
    .optional(),
  webhooks: z
    .strictObject({
      disableAfter: duration.optional(),
      retention: duration.optional(),
    })
    .optional(),
  components: z
    .partialRecord(
      z.enum(COMPONENT_SLUGS as [ComponentSlug, ...ComponentSlug[]]),
      z.strictObject({
        url: httpUrl,
        token: key,
        timeout: duration.optional(),
      }),
    )
    .optional(),
  providers: providersSchema.optional(),
  // Of the pages alone
  sampleLead: z.strictObject({ websiteUrl: httpUrl.optional() }).optional(),
});

/** `leadshopTesting` as it is written. */
export type Raw = z.infer<typeof schema>;
/** `leadshopTesting.providers` as it is written. */
export type RawProviders = NonNullable<Raw['providers']>;

/** Where all settings are. */
export const ROOT = 'leadshopTesting';

/** Stops the start. @throws InputError that names the setting. */
export function fail(path: string, problem: string): never {
  throw new InputError(`Invalid configuration at ${ROOT}.${path}: ${problem}`);
}

/** Checks what is written. @throws InputError that names the setting. */
export function parse(value: unknown): Raw {
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
