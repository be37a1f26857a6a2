import { createSecretKey } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { Config } from '@backstage/config';
import { readAlerts } from './alerts';
import { readComponents } from './components';
import { durationReader } from './durations';
import { readHealth } from './health';
import { readProviders } from './providers';
import { readSandbox, sandboxHosts } from './sandbox';
import { fail, parse, ROOT } from './schema';
import { LeadshopTestingConfig } from './settings';

/** Users of one machine may share the folder that it is in. */
export const UPLOADS = `leadshop-testing-imports-${
  process.getuid?.() ?? 'all'
}`;

const DAY = 24 * 3_600_000;
const MEBIBYTE = 1024 * 1024;

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
  const ms = durationReader(config);

  const ownHosts = (raw.network?.allowedHosts ?? []).map(entry => ({
    ...entry,
    mode: 'live' as const,
  }));
  return {
    execution: {
      role: raw.execution?.role ?? 'all',
      maxConcurrentTestsTotal: raw.execution?.maxConcurrentTestsTotal,
      maxConcurrentTests: raw.execution?.maxConcurrentTests ?? 10,
      testTimeoutMs: ms('execution.testTimeout', 600_000),
      gracePeriodMs: ms('execution.gracePeriod', 20_000),
      maxAttempts: raw.execution?.maxAttempts ?? 5,
    },
    history: {
      enabled: raw.history?.enabled ?? true,
      retentionMs: ms('history.retention', 30 * DAY),
    },
    import: {
      enabled: raw.import?.enabled ?? true,
      maxFileBytes: Math.round((raw.import?.maxFileSizeMb ?? 64) * MEBIBYTE),
      maxRows: raw.import?.maxLeads ?? 100_000,
      maxUnpackedBytes: Math.round(
        (raw.import?.maxUnpackedMb ?? 512) * MEBIBYTE,
      ),
      maxUnpackRatio: raw.import?.maxUnpackRatio ?? 200,
      folder: path.join(
        config.getOptionalString('backend.workingDirectory') ?? os.tmpdir(),
        UPLOADS,
      ),
    },
    metrics: {
      enabled: raw.metrics?.enabled ?? true,
      intervalMs: sampleInterval(ms('metrics.interval', 60_000)),
    },
    health: readHealth(raw, { sandbox, ms }),
    alerts: readAlerts(raw, ms),
    live: { maxConnections: raw.live?.maxConnections ?? 20_000 },
    rateLimits: {
      enabled: raw.rateLimits?.enabled ?? true,
      windowMs: limitWindow(ms('rateLimits.window', 60_000)),
      read: raw.rateLimits?.read ?? 3_000,
      write: raw.rateLimits?.write ?? 600,
      costly: raw.rateLimits?.costly ?? 60,
      live: raw.rateLimits?.live ?? 300,
    },
    network: {
      allowedHosts: [...ownHosts, ...(sandbox ? sandboxHosts(sandbox) : [])],
    },
    credentials: {
      keys: secretKeys(raw.credentials?.keys),
    },
    audit: {
      keys: secretKeys(raw.audit?.keys),
      retentionMs: auditRetention(ms('audit.retention', 400 * DAY)),
    },
    webhooks: {
      disableAfterMs: hookTime(
        'webhooks.disableAfter',
        ms('webhooks.disableAfter', 5 * DAY),
      ),
      retentionMs: hookTime(
        'webhooks.retention',
        ms('webhooks.retention', 30 * DAY),
      ),
      portalUrl: (config.getOptionalString('app.baseUrl') ?? '').replace(
        /\/+$/,
        '',
      ),
    },
    components: readComponents(raw, { sandbox, ms }),
    sandbox,
    providers: readProviders(raw, { sandbox, production, ms }),
  };
}

function secretKeys(keys: { id: string; secret: string }[] = []) {
  return keys.map(({ id, secret }) => ({
    id,
    key: createSecretKey(secret, 'base64'),
  }));
}

/** A trail that forgets within weeks shows nobody anything. */
const MIN_AUDIT_RETENTION_MS = 30 * DAY;

function auditRetention(ms: number): number {
  if (ms >= MIN_AUDIT_RETENTION_MS) return ms;
  return fail('audit.retention', 'write at least { days: 30 }');
}

/** Six rows for each sample and replica: more often would fill the database. */
const MIN_INTERVAL_MS = 1_000;
/** Longest delay of a timer. */
const MAX_INTERVAL_MS = 2 ** 31 - 1;

function sampleInterval(ms: number): number {
  if (ms >= MIN_INTERVAL_MS && ms <= MAX_INTERVAL_MS) return ms;
  return fail(
    'metrics.interval',
    'write between a second and 24 days, such as { seconds: 60 }; to sample nothing, set metrics.enabled to false',
  );
}

/** Less, and a weekend's outage would end it, or nobody would have seen it. */
function hookTime(setting: string, ms: number): number {
  if (ms >= DAY) return ms;
  return fail(setting, 'write at least { days: 1 }');
}

/** Nobody waits longer than a day for a count to begin anew. */
function limitWindow(ms: number): number {
  if (ms >= 1_000 && ms <= DAY) return ms;
  return fail(
    'rateLimits.window',
    'write between a second and a day, such as { seconds: 60 }; to count nothing, set rateLimits.enabled to false',
  );
}
