import { JsonObject } from '@backstage/types';
import { COMPONENT_SLUGS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { keys, OWN, PRODUCTION, read } from './__testUtils__/settings';

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
