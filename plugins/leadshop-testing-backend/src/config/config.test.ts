import os from 'node:os';
import path from 'node:path';
import { JsonObject } from '@backstage/types';
import { keys, PRODUCTION, read } from './__testUtils__/settings';
import { UPLOADS } from './readConfig';

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
