/*
 * The settings in force, for people to read. Only what is listed here is told,
 * so a setting that nobody listed stays untold; a test finds it. Of a secret
 * nothing is told but that it is there.
 */
import { Config } from '@backstage/config';
import {
  ProviderMode,
  Setting,
  Settings,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { DEFAULT_RULES } from '../alerts/rules';
import { ROOT } from './schema';
import {
  CredentialKey,
  LeadshopTestingConfig,
  ProviderSettings,
} from './settings';

/** A setting as it is listed; without `value` it has none, or is a secret. */
interface Listed {
  path: string;
  value?: Setting['value'];
  unit?: Setting['unit'];
  secret?: true;
  /** When it is not written, the sandbox gives it and not a default. */
  sandbox?: boolean;
}

/** Tells the settings that this backend was started with. */
export class SettingsInForce {
  readonly #root: Config;
  readonly #config: LeadshopTestingConfig;
  /** As they were written at the start. */
  readonly #written: ReadonlyMap<string, unknown>;

  constructor(root: Config, config: LeadshopTestingConfig) {
    this.#root = root;
    this.#config = config;
    this.#written = new Map(
      listSettings(config).map(({ path }) => [path, this.#writtenNow(path)]),
    );
  }

  read(): Pick<Settings, 'settings' | 'providers'> {
    return {
      settings: listSettings(this.#config).map(listed => this.#tell(listed)),
      providers: Object.entries(this.#config.providers).map(
        ([name, { mode }]) => ({ name, mode }),
      ),
    };
  }

  #tell({ path, value, unit, secret, sandbox }: Listed): Setting {
    const written = this.#written.get(path);
    const source = sandbox ? 'sandbox' : 'default';
    return {
      path: `${ROOT}.${path}`,
      value: secret ? null : value ?? null,
      unit: unit ?? null,
      source: written === undefined ? source : 'app-config',
      secret: secret ?? false,
      is_set: secret
        ? written !== undefined
        : value !== undefined && value !== null,
      restart_needed:
        JSON.stringify(this.#writtenNow(path)) !== JSON.stringify(written),
    };
  }

  #writtenNow(path: string): unknown {
    return this.#root.getOptional(`${ROOT}.${path}`);
  }
}

/** Every setting except `roles`, which has a description of its own. */
export function listSettings(config: LeadshopTestingConfig): Listed[] {
  const { execution, history, import: imports, metrics, live } = config;
  const { rateLimits, credentials, audit, health, alerts } = config;
  return [
    { path: 'execution.role', value: execution.role },
    {
      path: 'execution.maxConcurrentTests',
      value: execution.maxConcurrentTests,
    },
    {
      path: 'execution.maxConcurrentTestsTotal',
      value: execution.maxConcurrentTestsTotal,
    },
    time('execution.testTimeout', execution.testTimeoutMs),
    time('execution.gracePeriod', execution.gracePeriodMs),
    { path: 'execution.maxAttempts', value: execution.maxAttempts },
    { path: 'history.enabled', value: history.enabled },
    time('history.retention', history.retentionMs),
    { path: 'import.enabled', value: imports.enabled },
    size('import.maxFileSizeMb', imports.maxFileBytes),
    { path: 'import.maxLeads', value: imports.maxRows },
    size('import.maxUnpackedMb', imports.maxUnpackedBytes),
    { path: 'import.maxUnpackRatio', value: imports.maxUnpackRatio },
    { path: 'metrics.enabled', value: metrics.enabled },
    time('metrics.interval', metrics.intervalMs),
    { path: 'health.enabled', value: health.enabled },
    time('health.interval', health.intervalMs),
    time('health.timeout', health.timeoutMs),
    time('health.slow', health.slowMs),
    { path: 'health.siteUrl', value: health.site?.url ?? null },
    { path: 'alerts.enabled', value: alerts.enabled },
    time('alerts.interval', alerts.intervalMs),
    time('alerts.retention', alerts.retentionMs),
    {
      path: 'alerts.rules',
      value: (alerts.rules ?? DEFAULT_RULES).map(({ name }) => name),
    },
    { path: 'live.maxConnections', value: live.maxConnections },
    { path: 'rateLimits.enabled', value: rateLimits.enabled },
    time('rateLimits.window', rateLimits.windowMs),
    { path: 'rateLimits.read', value: rateLimits.read },
    { path: 'rateLimits.write', value: rateLimits.write },
    { path: 'rateLimits.costly', value: rateLimits.costly },
    { path: 'rateLimits.live', value: rateLimits.live },
    keyIds('credentials.keys', credentials.keys),
    keyIds('audit.keys', audit.keys),
    time('audit.retention', audit.retentionMs),
    time('webhooks.disableAfter', config.webhooks.disableAfterMs),
    time('webhooks.retention', config.webhooks.retentionMs),
    {
      path: 'network.allowedHosts',
      value: config.network.allowedHosts.map(
        ({ host, port, mode }) =>
          `${host}:${port}${mode === 'sandbox' ? ' (sandbox)' : ''}`,
      ),
      sandbox: config.sandbox !== undefined,
    },
    ...Object.entries(config.components).flatMap(([slug, component]) => [
      { path: `components.${slug}.url`, value: address(component.baseUrl) },
      time(`components.${slug}.timeout`, component.timeoutMs),
      hiddenValue(`components.${slug}.token`, component.mode),
    ]),
    ...providerSettings(config.providers),
  ];
}

function providerSettings(p: LeadshopTestingConfig['providers']): Listed[] {
  const { s3, pagespeed, places, screenshotone, semrush, llm, smtp } = p;
  return [
    { ...http('s3', s3)[0], path: 'providers.s3.endpoint' },
    { path: 'providers.s3.region', value: s3.region },
    played('providers.s3.bucket', s3.bucket, s3.mode),
    { path: 'providers.s3.forcePathStyle', value: s3.forcePathStyle },
    hiddenValue('providers.s3.accessKeyId', s3.mode),
    hiddenValue('providers.s3.secretAccessKey', s3.mode),
    ...http('s3', s3).slice(1, 3),
    ...http('pagespeed', pagespeed),
    hiddenValue('providers.pagespeed.apiKey', pagespeed.mode),
    ...http('places', places),
    hiddenValue('providers.places.apiKey', places.mode),
    ...http('screenshotone', screenshotone),
    hiddenValue('providers.screenshotone.accessKey', screenshotone.mode),
    hiddenValue('providers.screenshotone.secretKey', screenshotone.mode),
    ...http('semrush', semrush),
    hiddenValue('providers.semrush.apiKey', semrush.mode),
    { path: 'providers.semrush.database', value: semrush.database },
    ...http('llm', llm),
    hiddenValue('providers.llm.apiKey', llm.mode),
    { path: 'providers.llm.model', value: llm.model },
    { path: 'providers.llm.pricing.input', value: llm.pricing?.input },
    { path: 'providers.llm.pricing.output', value: llm.pricing?.output },
    { path: 'providers.llm.pricing.currency', value: llm.pricing?.currency },
    played('providers.smtp.host', smtp.host, smtp.mode),
    played('providers.smtp.port', smtp.port, smtp.mode),
    { path: 'providers.smtp.secure', value: smtp.secure },
    hiddenValue('providers.smtp.username', smtp.mode),
    hiddenValue('providers.smtp.password', smtp.mode),
    played('providers.smtp.from', smtp.from, smtp.mode),
    played('providers.smtp.testMailbox', smtp.testMailbox, smtp.mode),
    { path: 'providers.smtp.spamLimit', value: smtp.spamLimit },
    { path: 'providers.smtp.spamd.host', value: smtp.spamd?.host },
    { path: 'providers.smtp.spamd.port', value: smtp.spamd?.port },
    time('providers.smtp.timeout', smtp.timeoutMs),
    { path: 'providers.smtp.maxConcurrent', value: smtp.maxConcurrent },
  ];
}

/** What all HTTP providers have. */
function http(name: string, settings: ProviderSettings): Listed[] {
  const { baseUrl, mode, timeoutMs, maxConcurrent, cacheTtlMs } = settings;
  return [
    played(`providers.${name}.baseUrl`, address(baseUrl), mode),
    time(`providers.${name}.timeout`, timeoutMs),
    { path: `providers.${name}.maxConcurrent`, value: maxConcurrent },
    time(`providers.${name}.cacheTtl`, cacheTtlMs),
  ];
}

function time(path: string, value: number): Listed {
  return { path, value, unit: 'milliseconds' };
}

function size(path: string, value: number): Listed {
  return { path, value, unit: 'bytes' };
}

/** Of keys their ids are told, the newest first. */
function keyIds(path: string, keys: readonly CredentialKey[]): Listed {
  return { path, value: keys.map(({ id }) => id) };
}

function hiddenValue(path: string, mode: ProviderMode): Listed {
  return { path, secret: true, sandbox: mode === 'sandbox' };
}

function played(
  path: string,
  value: Listed['value'],
  mode: ProviderMode,
): Listed {
  return { path, value, sandbox: mode === 'sandbox' };
}

/** An address may have a user and a password in it. */
function address(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (!parsed.username && !parsed.password && !parsed.search) return url;
  return `${parsed.origin}${parsed.pathname}`;
}
