import os from 'node:os';
import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { COMPONENT_SLUGS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { readLeadshopTestingConfig } from '.';
import { UPLOADS } from './readConfig';

const PRODUCTION = { NODE_ENV: 'production' };

function read(leadshopTesting?: JsonObject, env = {}, rest: JsonObject = {}) {
  return readLeadshopTestingConfig(
    new ConfigReader({
      ...rest,
      ...(leadshopTesting ? { leadshopTesting } : {}),
    }),
    env,
  );
}

const keys = {
  s3: { bucket: 'evidence' },
  pagespeed: { apiKey: 'key-1' },
  places: { apiKey: 'key-2' },
  screenshotone: { accessKey: 'key-3', secretKey: 'key-4' },
  semrush: { apiKey: 'key-5' },
  llm: { apiKey: 'key-6' },
  smtp: {
    host: 'smtp.example.com',
    from: 'Tests <tests@example.com>',
    testMailbox: 'box@example.com',
  },
};

describe('metrics', () => {
  it('are sampled as often as it says, or not at all', () => {
    expect(
      read({ metrics: { enabled: 'false', interval: '5s' } }).metrics,
    ).toEqual({ enabled: false, intervalMs: 5_000 });
  });

  it.each(['0s', '500ms', 'P60D'])('are not sampled every %s', interval => {
    expect(() => read({ metrics: { interval } })).toThrow(
      /leadshopTesting\.metrics\.interval: .*set metrics\.enabled to false/,
    );
  });
});

describe('without any setting', () => {
  it("runs on PRP-013's figures", () => {
    expect(read()).toMatchObject({
      execution: {
        role: 'all',
        maxConcurrentTestsTotal: undefined,
        maxConcurrentTests: 10,
        testTimeoutMs: 600_000,
        gracePeriodMs: 20_000,
        maxAttempts: 5,
      },
      history: { enabled: true, retentionMs: 30 * 86_400_000 },
      import: {
        enabled: true,
        maxFileBytes: 64 * 1024 * 1024,
        maxRows: 100_000,
        maxUnpackedBytes: 512 * 1024 * 1024,
        maxUnpackRatio: 200,
        folder: path.join(os.tmpdir(), UPLOADS),
      },
      metrics: { enabled: true, intervalMs: 60_000 },
      health: {
        enabled: true,
        intervalMs: 60_000,
        timeoutMs: 10_000,
        slowMs: 2_000,
        site: {
          url: 'http://127.0.0.1:7010/sites/good-health-check',
          mode: 'sandbox',
        },
      },
      live: { maxConnections: 20_000 },
      components: {},
    });
  });

  it('plays every provider in the sandbox', () => {
    const { providers, sandbox } = read();
    expect(sandbox).toEqual({
      httpUrl: 'http://127.0.0.1:7010',
      httpsUrl: 'https://localhost:7011',
      smtpHost: '127.0.0.1',
      smtpPort: 7025,
    });
    for (const provider of Object.values(providers)) {
      expect(provider.mode).toBe('sandbox');
    }
    const { smtp, ...http } = providers;
    for (const provider of Object.values(http)) {
      expect(provider.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:7010\/\w+/);
      // The sandbox's faults must show at once
      expect(provider.cacheTtlMs).toBe(0);
    }
    expect(smtp).toMatchObject({ host: '127.0.0.1', port: 7025, spamLimit: 5 });
    expect(providers.s3).toMatchObject({
      forcePathStyle: true,
      accessKeyId: 'sandbox',
      secretAccessKey: 'sandbox',
    });
  });

  it('lets steps reach the sandbox and no other private address', () => {
    const { allowedHosts } = read().network;
    expect(allowedHosts.map(a => `${a.host}:${a.port}`)).toEqual([
      'localhost:7010',
      '127.0.0.1:7010',
      'localhost:7011',
      '127.0.0.1:7011',
    ]);
    expect(allowedHosts.every(a => a.mode === 'sandbox')).toBe(true);
    expect(allowedHosts[0].caUrl).toBe('http://127.0.0.1:7010/control/ca.pem');
  });

  it('follows the sandbox to other ports', () => {
    const { sandbox, providers, network } = read(undefined, undefined, {
      leadshopSandbox: {
        http: { port: 8010 },
        https: { port: 8011 },
        smtp: { port: 8025 },
      },
    });
    expect(sandbox).toMatchObject({
      httpUrl: 'http://127.0.0.1:8010',
      httpsUrl: 'https://localhost:8011',
      smtpPort: 8025,
    });
    expect(providers.llm.baseUrl).toBe('http://127.0.0.1:8010/openai/v1');
    expect(providers.smtp.port).toBe(8025);
    expect(network.allowedHosts.map(a => a.port)).toEqual([
      8010, 8010, 8011, 8011,
    ]);
  });
});

describe('with keys', () => {
  it('calls the real vendors', () => {
    const { providers, sandbox } = read({ providers: keys }, PRODUCTION);
    expect(sandbox).toBeUndefined();
    for (const provider of Object.values(providers)) {
      expect(provider.mode).toBe('live');
    }
    expect(providers).toMatchObject({
      s3: {
        baseUrl: '',
        bucket: 'evidence',
        region: 'us-east-1',
        forcePathStyle: false,
        accessKeyId: undefined,
      },
      pagespeed: {
        baseUrl: 'https://www.googleapis.com/pagespeedonline/v5',
        apiKey: 'key-1',
        timeoutMs: 90_000,
        cacheTtlMs: 3_600_000,
        maxConcurrent: 20,
      },
      places: { baseUrl: 'https://places.googleapis.com/v1', apiKey: 'key-2' },
      screenshotone: { accessKey: 'key-3', secretKey: 'key-4' },
      semrush: { apiKey: 'key-5', database: 'us', cacheTtlMs: 86_400_000 },
      llm: { apiKey: 'key-6', model: 'gpt-4o-mini', cacheTtlMs: 0 },
      smtp: {
        host: 'smtp.example.com',
        port: 587,
        secure: false,
        from: 'Tests <tests@example.com>',
        testMailbox: 'box@example.com',
        timeoutMs: 30_000,
        maxConcurrent: 10,
      },
    });
  });

  it('takes every setting of a provider', () => {
    const { providers } = read(
      {
        providers: {
          ...keys,
          s3: {
            ...keys.s3,
            endpoint: 'https://s3.example.com/',
            region: 'eu-central-1',
            accessKeyId: 'id',
            secretAccessKey: 'secret',
            forcePathStyle: true,
            timeout: 'PT5S',
            maxConcurrent: 7,
          },
          llm: {
            apiKey: 'key',
            baseUrl: 'https://llm.example.com/v1//',
            model: 'big',
            timeout: '2m',
            maxConcurrent: 3,
            cacheTtl: { minutes: 5 },
            pricing: { input: 1, output: 2, currency: 'EUR' },
          },
          smtp: {
            ...keys.smtp,
            port: 465,
            secure: true,
            username: 'u',
            password: 'p',
            spamLimit: 3,
            spamd: { host: 'spamd.example.com', port: 783 },
            timeout: { seconds: 5 },
            maxConcurrent: 2,
          },
        },
      },
      PRODUCTION,
    );
    expect(providers.s3).toEqual({
      mode: 'live',
      baseUrl: 'https://s3.example.com',
      region: 'eu-central-1',
      bucket: 'evidence',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      forcePathStyle: true,
      timeoutMs: 5_000,
      maxConcurrent: 7,
      cacheTtlMs: 0,
    });
    expect(providers.llm).toEqual({
      mode: 'live',
      baseUrl: 'https://llm.example.com/v1',
      apiKey: 'key',
      model: 'big',
      timeoutMs: 120_000,
      maxConcurrent: 3,
      cacheTtlMs: 300_000,
      pricing: { input: 1, output: 2, currency: 'EUR' },
    });
    expect(providers.smtp).toEqual({
      ...keys.smtp,
      mode: 'live',
      port: 465,
      secure: true,
      username: 'u',
      password: 'p',
      spamLimit: 3,
      spamd: { host: 'spamd.example.com', port: 783 },
      timeoutMs: 5_000,
      maxConcurrent: 2,
    });
  });

  it('does not call the sandbox live, whoever points at it', () => {
    const { providers, components } = read({
      providers: {
        pagespeed: {
          apiKey: 'key',
          baseUrl: 'http://127.0.0.1:7010/pagespeed',
        },
        smtp: { ...keys.smtp, host: '127.0.0.1', port: 7025 },
      },
      components: {
        'score-calculator': { url: 'http://127.0.0.1:7010/component/score' },
        'report-builder': { url: 'https://localhost:7011/component/report' },
        'email-formatter': { url: 'http://127.0.0.1:7/component/mail' },
        'content-generator': { url: 'https://content.example.com' },
      },
    });
    expect(providers.pagespeed.mode).toBe('sandbox');
    expect(providers.smtp.mode).toBe('sandbox');
    expect(components['score-calculator']?.mode).toBe('sandbox');
    expect(components['report-builder']?.mode).toBe('sandbox');
    expect(components['email-formatter']?.mode).toBe('live');
    expect(components['content-generator']?.mode).toBe('live');
  });

  it('plays a provider without keys elsewhere when told where', () => {
    const { providers } = read({
      providers: { places: { baseUrl: 'http://127.0.0.1:9000/places/' } },
    });
    expect(providers.places).toMatchObject({
      mode: 'sandbox',
      baseUrl: 'http://127.0.0.1:9000/places',
      apiKey: 'sandbox',
    });
  });
});

const OWN = [
  'lead-data-model',
  'assessment-orchestrator',
  'score-calculator',
  'content-generator',
  'report-builder',
  'email-formatter',
];

it('tests services of LeadShop in place of the reference', () => {
  const url = 'https://leadshop.example.com';
  const { components } = read({
    components: Object.fromEntries(OWN.map(slug => [slug, { url }])),
  });
  expect(Object.keys(components)).toEqual(OWN);
  expect(components['report-builder']).toMatchObject({ baseUrl: url });
});

describe('values from the environment, which are text', () => {
  it('are numbers and truths where those are meant', () => {
    const { execution, live, network, history, providers, ...rest } = read(
      {
        execution: {
          maxConcurrentTests: '25',
          testTimeout: { seconds: '90' },
          maxAttempts: ' 3 ',
        },
        live: { maxConnections: '500' },
        history: { enabled: 'false' },
        import: {
          enabled: 'false',
          maxFileSizeMb: '0.5',
          maxLeads: '10',
          maxUnpackedMb: '2',
          maxUnpackRatio: '12.5',
        },
        network: { allowedHosts: [{ host: 'a.internal', port: '8443' }] },
        providers: {
          ...keys,
          s3: { ...keys.s3, forcePathStyle: 'true', maxConcurrent: '7' },
          llm: {
            ...keys.llm,
            pricing: { input: '0.15', output: '1', currency: 'USD' },
          },
          smtp: {
            ...keys.smtp,
            port: '465',
            secure: 'true',
            spamLimit: '4.5',
            spamd: { host: 'spamd.internal', port: '783' },
          },
        },
      },
      PRODUCTION,
    );
    expect(execution).toMatchObject({
      maxConcurrentTests: 25,
      testTimeoutMs: 90_000,
      maxAttempts: 3,
    });
    expect(live.maxConnections).toBe(500);
    expect(history.enabled).toBe(false);
    expect(rest.import).toEqual({
      enabled: false,
      maxFileBytes: 512 * 1024,
      maxRows: 10,
      maxUnpackedBytes: 2 * 1024 * 1024,
      maxUnpackRatio: 12.5,
      folder: expect.any(String),
    });
    expect(network.allowedHosts[0].port).toBe(8443);
    expect(providers.s3).toMatchObject({
      forcePathStyle: true,
      maxConcurrent: 7,
    });
    expect(providers.llm.pricing).toEqual({
      input: 0.15,
      output: 1,
      currency: 'USD',
    });
    expect(providers.smtp).toMatchObject({
      port: 465,
      secure: true,
      spamLimit: 4.5,
      spamd: { port: 783 },
    });
  });

  it.each<[JsonObject, string]>([
    [{ execution: { maxAttempts: '' } }, 'execution.maxAttempts: '],
    [{ execution: { maxAttempts: '0x5' } }, 'execution.maxAttempts: '],
    [{ execution: { maxAttempts: '101' } }, 'execution.maxAttempts: '],
    [{ execution: { maxAttempts: '1.5' } }, 'execution.maxAttempts: '],
    [{ history: { enabled: '1' } }, 'history.enabled: not true or false'],
    [
      { execution: { testTimeout: { seconds: 'x' } } },
      'execution.testTimeout: not a duration',
    ],
  ])('and are held to the same bounds: %j', (settings, said) => {
    expect(() => read(settings)).toThrow(
      `Invalid configuration at leadshopTesting.${said}`,
    );
  });
});

describe('what stops the start', () => {
  it.each(Object.keys(keys))('production without keys for %s', name => {
    const { [name as keyof typeof keys]: _, ...others } = keys;
    expect(() => read({ providers: others }, PRODUCTION)).toThrow(
      new RegExp(
        `^Invalid configuration at leadshopTesting\\.providers\\.${name}\\.\\w+: missing; `,
      ),
    );
  });

  it('no keys and no sandbox', () => {
    const off = { leadshopSandbox: { enabled: false } };
    expect(() => read({}, {}, off)).toThrow(
      'leadshopTesting.providers.s3.bucket: missing, and the sandbox is switched off; set it or remove leadshopSandbox.enabled',
    );
    const { smtp: _, ...others } = keys;
    expect(() => read({ providers: others }, {}, off)).toThrow(
      'leadshopTesting.providers.smtp.host: missing',
    );
    expect(read({ providers: keys }, {}, off).network.allowedHosts).toEqual([]);
  });

  it('half of a pair of keys', () => {
    expect(() =>
      read({ providers: { screenshotone: { accessKey: 'hidden' } } }),
    ).toThrow(
      /^Invalid configuration at leadshopTesting\.providers\.screenshotone\.secretKey: missing; set it beside accessKey$/,
    );
  });

  it.each<[string, string, JsonObject]>([
    ['s3.bucket', 'endpoint', { s3: { endpoint: 'https://s3.example.com' } }],
    ['s3.bucket', 'accessKeyId', { s3: { accessKeyId: 'hidden' } }],
    ['s3.bucket', 'secretAccessKey', { s3: { secretAccessKey: 'hidden' } }],
    ['smtp.host', 'username', { smtp: { username: 'hidden' } }],
    ['smtp.host', 'password', { smtp: { password: 'hidden' } }],
  ])(
    'no %s beside %s, which the sandbox would ignore',
    (setting, key, given) => {
      expect(() => read({ providers: given })).toThrow(
        `Invalid configuration at leadshopTesting.providers.${setting}: missing; set it beside ${key}, or remove ${key} to use the sandbox`,
      );
    },
  );

  it.each(COMPONENT_SLUGS.filter(slug => !OWN.includes(slug)))(
    'a service for %s, which no step would call',
    slug => {
      const url = 'https://leadshop.example.com';
      const start = () => read({ components: { [slug]: { url } } });
      expect(start).toThrow(
        `Invalid configuration at leadshopTesting.components.${slug}.url: no step would call it: a service can be set for ${OWN.join(
          ', ',
        )}; remove it, `,
      );
      expect(start).toThrow(
        slug === 'security-scraper'
          ? "the lead's own site"
          : /say where this one is in leadshopTesting\.providers\.\w+\.(baseUrl|endpoint)$/,
      );
    },
  );

  it.each(['from', 'testMailbox'])(
    'a mail server without %s: mails must not reach leads by accident',
    name => {
      const smtp = { ...keys.smtp, [name]: undefined };
      expect(() => read({ providers: { smtp } })).toThrow(
        `leadshopTesting.providers.smtp.${name}: missing`,
      );
    },
  );

  it.each<[JsonObject, string]>([
    [{ executoin: {} }, 'executoin: unknown setting'],
    [
      { execution: { maxTests: 5 } },
      'execution.maxTests: unknown setting; remove it or correct its name',
    ],
    [
      { providers: { s3: { bucket: 'b', apiKey: 'k' } } },
      'providers.s3.apiKey: unknown setting',
    ],
    [{ providers: { openai: {} } }, 'providers.openai: unknown setting'],
    [{ roles: { owner: {} } }, 'roles.owner: unknown setting'],
    [
      { roles: { viewer: { permissions: ['delete_all'] } } },
      'roles.viewer.permissions.0: ',
    ],
    [{ roles: { viewer: { users: [] } } }, 'roles.viewer.users: unknown'],
    [
      { components: { 'score-calc': { url: 'http://a' } } },
      'components.score-calc: unknown setting',
    ],
    [{ components: { 'score-calculator': {} } }, 'score-calculator.url: '],
    [
      { components: { 'score-calculator': { url: 'ftp://a' } } },
      'score-calculator.url: ',
    ],
    [{ execution: { role: 'server' } }, 'execution.role: '],
    [
      { execution: { maxConcurrentTestsTotal: 0 } },
      'execution.maxConcurrentTestsTotal: ',
    ],
    [
      { execution: { maxConcurrentTests: 0 } },
      'execution.maxConcurrentTests: ',
    ],
    [
      { execution: { maxConcurrentTests: 1.5 } },
      'execution.maxConcurrentTests: ',
    ],
    [{ execution: { maxAttempts: 'five' } }, 'execution.maxAttempts: '],
    [{ live: { maxConnections: 0 } }, 'live.maxConnections: '],
    [
      { network: { allowedHosts: [{ host: 'a' }] } },
      'network.allowedHosts.0.port: ',
    ],
    [
      { network: { allowedHosts: [{ host: 'a', port: 70_000 }] } },
      'network.allowedHosts.0.port: ',
    ],
    [
      { providers: { llm: { apiKey: 'k', baseUrl: 'file:///x' } } },
      'providers.llm.baseUrl: ',
    ],
    [{ providers: { llm: { apiKey: '' } } }, 'providers.llm.apiKey: '],
    [{ history: { enabled: 'no' } }, 'history.enabled: '],
    [
      { sampleLead: { websiteUrl: 'file:///etc/hosts' } },
      'sampleLead.websiteUrl: ',
    ],
    [{ sampleLead: { url: 'https://a.example' } }, 'sampleLead.url: unknown'],
  ])('%j', (settings, said) => {
    expect(() => read(settings)).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringContaining(
          `Invalid configuration at leadshopTesting.${
            said.startsWith('score') ? 'components.' : ''
          }${said}`,
        ),
      }),
    );
  });

  it.each([
    ['execution.testTimeout', { execution: { testTimeout: 'soon' } }],
    ['execution.gracePeriod', { execution: { gracePeriod: { secs: 3 } } }],
    ['execution.gracePeriod', { execution: { gracePeriod: { seconds: -3 } } }],
    ['history.retention', { history: { retention: {} } }],
    ['providers.llm.cacheTtl', { providers: { llm: { cacheTtl: '1x' } } }],
    [
      'components.score-calculator.timeout',
      { components: { 'score-calculator': { url: 'http://a', timeout: '' } } },
    ],
  ])('a %s that is no duration', (setting, settings) => {
    expect(() => read(settings)).toThrow(
      `Invalid configuration at leadshopTesting.${setting}: not a duration; write { seconds: 30 }, '30s' or 'PT30S'`,
    );
  });

  it('never repeats a secret', () => {
    const settings = {
      providers: { llm: { apiKey: 'sk-hidden', modle: 'x' } },
      components: { 'score-calculator': { url: 'no url', token: 'sk-hidden' } },
    };
    for (const env of [{}, PRODUCTION]) {
      expect(() => read(settings, env)).toThrow(
        expect.objectContaining({
          message: expect.not.stringContaining('sk-hidden'),
        }),
      );
    }
  });
});

it('takes roles as given: the policy module reads them', () => {
  expect(() =>
    read({
      roles: {
        admin: { members: ['group:default/admins'] },
        developer: { permissions: ['view_test_results'] },
      },
    }),
  ).not.toThrow();
});

describe('the audit trail', () => {
  const secret = Buffer.alloc(32, 1).toString('base64');

  it('is kept for 400 days, without a key, unless it says otherwise', () => {
    const { audit } = read();
    expect(audit).toEqual({ keys: [], retentionMs: 400 * 86_400_000 });
    const set = read({
      audit: { keys: [{ id: 'a1', secret }], retention: { days: 90 } },
    }).audit;
    expect(set.retentionMs).toBe(90 * 86_400_000);
    expect(set.keys[0].key.export().toString('base64')).toBe(secret);
    expect(JSON.stringify(set)).not.toContain(secret);
  });

  it.each([
    [{ retention: { days: 7 } }, /audit\.retention: write at least/],
    [{ keys: [{ id: 'a1', secret: 'short' }] }, /audit\.keys\.0\.secret/],
    [
      {
        keys: [
          { id: 'a', secret },
          { id: 'a', secret },
        ],
      },
      /same id/,
    ],
  ])('cannot be %j', (audit, problem) => {
    expect(() => read({ audit })).toThrow(problem);
  });
});

it('leaves the sample lead to the pages', () => {
  for (const sampleLead of [{}, { websiteUrl: 'https://shop.example' }]) {
    expect(read({ sampleLead })).toEqual(read());
  }
});

it('keeps private addresses of the company, marked as live', () => {
  const allowed = { host: 'leadshop.internal', port: 8443, ca: 'PEM' };
  expect(
    read({ providers: keys, network: { allowedHosts: [allowed] } }, PRODUCTION)
      .network.allowedHosts,
  ).toEqual([{ ...allowed, mode: 'live' }]);
});
