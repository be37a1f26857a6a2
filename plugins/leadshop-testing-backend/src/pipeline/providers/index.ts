/*
 * The room of the outside services: one file each, and this door.
 *
 * A provider calls, parses and returns typed data or throws a `ProviderError`
 * (`failures`); it decides nothing and tries nothing twice. All calls of one
 * provider in this replica go through its `ProviderGate` (places, timeout,
 * circuit breaker); those over HTTP through a `VendorClient` over connections
 * that all share. `AnswerCache` keeps what costs money or time to ask again.
 */
import { CacheService, LoggerService } from '@backstage/backend-plugin-api';
import { Agent } from 'undici';
import {
  ComponentService,
  Providers,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { LeadshopTestingConfig, ProviderSettings } from '../../config';
import { createGuardedClient, SiteCredentials } from '../network';
import { AnswerCache } from './answerCache';
import { BuiltInSpamRules } from './builtInSpam';
import { RemoteComponent } from './componentService';
import { Callee } from './failures';
import { readGoogleRefusal } from './googleRefusal';
import { ChatCompletions, readLlmRefusal } from './llm';
import { PageSpeedInsights } from './pagespeed';
import { GooglePlaces } from './places';
import {
  CallWatch,
  CircuitSettings,
  DEFAULT_CIRCUIT,
  ProviderGate,
} from './providerGate';
import { S3ObjectStore } from './s3ObjectStore';
import { readScreenshotRefusal, ScreenshotOne } from './screenshotone';
import { readSemrushRefusal, Semrush } from './semrush';
import { SmtpMail } from './smtpMail';
import { Spamd } from './spamd';
import { ReadRefusal, VendorClient } from './vendorClient';

const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;

/** What the providers are made from. */
export interface CreateProvidersOptions {
  config: LeadshopTestingConfig;
  logger: LoggerService;
  /** Without one, no answer is kept. */
  cache?: CacheService;
  /** Without them, no site is sent a credential. */
  credentials?: SiteCredentials;
  /** When a provider that fails is left alone. */
  circuit?: Partial<CircuitSettings>;
  /** Is there while a call is made. */
  watch?: CallWatch;
}

/** Sets up all outside services; `close` ends their connections. */
export function createProviders(
  options: CreateProvidersOptions,
): Providers & { close(): Promise<void> } {
  const { config, logger, cache } = options;
  const circuit = { ...DEFAULT_CIRCUIT, ...options.circuit };
  const settings = config.providers;
  // Times are limited by the gates
  const agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  const gate = (
    callee: Omit<Callee, 'mode' | 'secrets' | 'blame'> &
      Partial<Pick<Callee, 'blame'>>,
    limits: Pick<ProviderSettings, 'mode' | 'timeoutMs' | 'maxConcurrent'>,
    secrets: readonly (string | undefined)[],
  ) =>
    new ProviderGate({
      callee: {
        blame: 'vendor',
        ...callee,
        mode: limits.mode,
        secrets: secrets.filter(secret => secret !== undefined),
      },
      timeoutMs: limits.timeoutMs,
      maxConcurrent: limits.maxConcurrent,
      circuit,
      logger,
      watch: options.watch,
    });
  const vendor = (
    provider: 'pagespeed' | 'places' | 'screenshotone' | 'semrush' | 'llm',
    title: string,
    secrets: readonly string[],
    readRefusal: (callee: Callee) => ReadRefusal,
  ) => {
    const setting = `leadshopTesting.providers.${provider}`;
    const own = gate({ provider, title, setting }, settings[provider], secrets);
    return new VendorClient(own, agent, readRefusal(own.callee));
  };
  const answers = (
    provider: 'pagespeed' | 'places' | 'screenshotone' | 'semrush',
  ) => {
    const { mode, baseUrl, cacheTtlMs } = settings[provider];
    return new AnswerCache({
      provider,
      mode,
      baseUrl,
      ttlMs: cacheTtlMs,
      cache,
      logger,
    });
  };

  const { s3, smtp, pagespeed, places, screenshotone, semrush, llm } = settings;
  const objectStore = new S3ObjectStore(
    s3,
    gate(
      {
        provider: 's3',
        title: 'The object store',
        setting: 'leadshopTesting.providers.s3',
      },
      s3,
      [s3.secretAccessKey],
    ),
  );
  const mail = new SmtpMail(
    smtp,
    gate(
      {
        provider: 'smtp',
        title: 'The mail server',
        setting: 'leadshopTesting.providers.smtp',
      },
      smtp,
      [smtp.password],
    ),
  );
  const spam = smtp.spamd
    ? new Spamd(
        smtp.spamd,
        gate(
          {
            provider: 'spamd',
            title: 'spamd',
            setting: 'leadshopTesting.providers.smtp.spamd',
          },
          smtp,
          [],
        ),
      )
    : new BuiltInSpamRules();

  const components = new Map<string, ComponentService>();
  for (const [slug, own] of Object.entries(config.components)) {
    const title = `LeadShop's ${slug} service`;
    const setting = `leadshopTesting.components.${slug}`;
    const client = new VendorClient(
      gate({ provider: slug, title, setting, blame: 'leadshop' }, own, [
        own.token,
      ]),
      agent,
    );
    components.set(slug, new RemoteComponent(slug, own, client));
  }

  return {
    objectStore,
    mail,
    spam,
    site: createGuardedClient({
      ...config.network,
      credentials: options.credentials,
    }),
    pagespeed: new PageSpeedInsights(
      pagespeed,
      vendor(
        'pagespeed',
        'PageSpeed Insights',
        [pagespeed.apiKey],
        readGoogleRefusal,
      ),
      answers('pagespeed'),
    ),
    places: new GooglePlaces(
      places,
      vendor('places', 'Google Places', [places.apiKey], readGoogleRefusal),
      answers('places'),
    ),
    screenshots: new ScreenshotOne(
      screenshotone,
      vendor(
        'screenshotone',
        'ScreenshotOne',
        [screenshotone.accessKey, screenshotone.secretKey],
        readScreenshotRefusal,
      ),
      answers('screenshotone'),
    ),
    semrush: new Semrush(
      semrush,
      vendor('semrush', 'SEMrush', [semrush.apiKey], readSemrushRefusal),
      answers('semrush'),
    ),
    llm: new ChatCompletions(
      llm,
      vendor('llm', 'The language model', [llm.apiKey], readLlmRefusal),
    ),
    component: slug => components.get(slug),
    close: async () => {
      objectStore.close();
      mail.close();
      await agent.destroy();
    },
  };
}
