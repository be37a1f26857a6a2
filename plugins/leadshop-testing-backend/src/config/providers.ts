import { ReadDuration } from './durations';
import { isSandbox } from './sandbox';
import { fail, Raw, RawProviders } from './schema';
import { ProvidersConfig, ProviderSettings, SandboxAddress } from './settings';

const HOUR = 3_600_000;

/**
 * Who plays each outside service. A provider with keys is `live`. Without keys
 * it points at the sandbox, in development only; with NODE_ENV=production that
 * is refused.
 *
 * @throws InputError naming the key that is missing.
 */
export function readProviders(
  raw: Raw,
  options: {
    sandbox: SandboxAddress | undefined;
    production: boolean;
    ms: ReadDuration;
  },
): ProvidersConfig {
  const { sandbox, production, ms } = options;

  /** Settings of a provider, live or, without keys, in the sandbox. */
  const provider = (
    name: keyof RawProviders,
    defaults: {
      keys: readonly string[];
      liveUrl: string | undefined;
      sandboxPath: string;
      timeoutMs: number;
      cacheTtlMs: number;
    },
  ): ProviderSettings => {
    const given = (raw.providers?.[name] ?? {}) as Record<string, unknown>;
    const missing = defaults.keys.filter(k => given[k] === undefined);
    const shared = {
      timeoutMs: ms(`providers.${name}.timeout`, defaults.timeoutMs),
      maxConcurrent: (given.maxConcurrent as number | undefined) ?? 20,
      cacheTtlMs: ms(`providers.${name}.cacheTtl`, defaults.cacheTtlMs),
    };
    if (missing.length === 0) {
      const baseUrl = (given.baseUrl as string | undefined) ?? defaults.liveUrl;
      return {
        ...shared,
        mode: isSandbox(baseUrl, sandbox) ? 'sandbox' : 'live',
        baseUrl: (baseUrl ?? '').replace(/\/+$/, ''),
      };
    }
    if (missing.length < defaults.keys.length) {
      return fail(
        `providers.${name}.${missing[0]}`,
        `missing; set it beside ${defaults.keys.find(
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
        `${sandbox.httpUrl}${defaults.sandboxPath}`,
      // The sandbox is local and its faults must show at once
      cacheTtlMs: ms(`providers.${name}.cacheTtl`, 0),
    };
  };

  const p = raw.providers ?? {};
  /** Half of a setting would be played by the sandbox, unseen. */
  const needs = (
    name: 's3' | 'smtp',
    needed: string,
    given: Record<string, unknown> = {},
    beside: readonly string[] = [],
  ) => {
    const alone = beside.find(key => given[key] !== undefined);
    if (!alone || given[needed] !== undefined) return;
    fail(
      `providers.${name}.${needed}`,
      `missing; set it beside ${alone}, or remove ${alone} to use the sandbox`,
    );
  };
  needs('s3', 'bucket', p.s3, ['endpoint', 'accessKeyId', 'secretAccessKey']);
  needs('smtp', 'host', p.smtp, ['username', 'password']);
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

  return {
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
  };
}
