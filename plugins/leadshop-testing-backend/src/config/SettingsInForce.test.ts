import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { z } from 'zod';
import { readLeadshopTestingConfig, SettingsInForce } from '.';
import { schema } from './schema';

const KEY = { id: 'k2', secret: Buffer.alloc(32, 7).toString('base64') };

/** Settings as a portal has them that goes live with some services. */
const WRITTEN = {
  execution: { testTimeout: { minutes: 5 }, maxConcurrentTests: '3' },
  audit: { keys: [KEY] },
  credentials: { keys: [KEY] },
  components: {
    'score-calculator': {
      url: 'https://ann:hidden-password@score.example/v1?key=hidden-key',
      token: 'hidden-token',
    },
  },
  providers: {
    llm: { apiKey: 'hidden-llm-key', baseUrl: 'https://llm.example' },
    s3: {
      bucket: 'evidence',
      secretAccessKey: 'hidden-s3-key',
      accessKeyId: 'hidden-id',
    },
    smtp: {
      host: 'smtp.example',
      username: 'hidden-user',
      password: 'hidden-password',
      from: 'a@example.com',
      testMailbox: 'b@example.com',
    },
  },
};

function inForce(written: JsonObject = WRITTEN) {
  let current = new ConfigReader({ leadshopTesting: written });
  const root = new Proxy(current, {
    get: (_, name) => {
      const value = current[name as keyof ConfigReader];
      return typeof value === 'function' ? value.bind(current) : value;
    },
  });
  const settings = new SettingsInForce(
    root,
    readLeadshopTestingConfig(root, { NODE_ENV: 'development' }),
  );
  return {
    settings,
    change(to: JsonObject) {
      current = new ConfigReader({ leadshopTesting: to });
    },
    find: (path: string) =>
      settings.read().settings.find(s => s.path === `leadshopTesting.${path}`),
  };
}

/** Every setting of the schema, by its path. */
function leaves(node: z.core.JSONSchema._JSONSchema, at: string[]): string[] {
  if (typeof node === 'boolean') return [];
  const { properties, additionalProperties: others, propertyNames } = node;
  if (properties) {
    return Object.entries(properties).flatMap(([name, property]) =>
      leaves(property, [...at, name]),
    );
  }
  if (typeof others === 'object' && typeof propertyNames === 'object') {
    return (propertyNames.enum ?? []).flatMap(name =>
      leaves(others, [...at, String(name)]),
    );
  }
  return [at.join('.')];
}

/** Described by `GET /roles`, or read by the pages alone. */
const ELSEWHERE = /^(roles|sampleLead)\./;
/** Only those that are set are told, because most portals set none. */
const COMPONENTS = /^components\.(?!score-calculator)/;

it('tells every setting of the schema', () => {
  const all = leaves(
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
    [],
  ).filter(path => !ELSEWHERE.test(path) && !COMPONENTS.test(path));
  const told = inForce()
    .settings.read()
    .settings.map(({ path }) => path.replace('leadshopTesting.', ''));
  expect(told.sort()).toEqual(all.sort());
});

it('never tells a secret, only that it is there', () => {
  const { settings, find } = inForce();
  const told = JSON.stringify(settings.read());
  expect(told).not.toMatch(/hidden|ann:/);
  expect(told).not.toContain(KEY.secret);
  expect(find('providers.llm.apiKey')).toEqual({
    path: 'leadshopTesting.providers.llm.apiKey',
    value: null,
    unit: null,
    source: 'app-config',
    secret: true,
    is_set: true,
    restart_needed: false,
  });
  expect(find('providers.semrush.apiKey')).toMatchObject({
    is_set: false,
    source: 'sandbox',
  });
  expect(find('components.score-calculator.url')).toMatchObject({
    value: 'https://score.example/v1',
  });
  expect(find('audit.keys')).toMatchObject({ value: ['k2'], secret: false });
});

it('says where each value is from, and in which unit', () => {
  const { find, settings } = inForce();
  expect(find('execution.testTimeout')).toMatchObject({
    value: 300_000,
    unit: 'milliseconds',
    source: 'app-config',
  });
  expect(find('execution.maxConcurrentTests')).toMatchObject({ value: 3 });
  expect(find('import.maxFileSizeMb')).toMatchObject({
    value: 64 * 1024 * 1024,
    unit: 'bytes',
    source: 'default',
  });
  expect(find('providers.places.baseUrl')).toMatchObject({ source: 'sandbox' });
  expect(find('providers.places.maxConcurrent')).toMatchObject({
    source: 'default',
  });
  expect(find('providers.smtp.spamd.host')).toMatchObject({
    value: null,
    is_set: false,
  });
  expect(settings.read().providers).toEqual(
    expect.arrayContaining([
      { name: 'llm', mode: 'live' },
      { name: 'semrush', mode: 'sandbox' },
    ]),
  );
});

it('says which changes wait for a restart, of secrets too', () => {
  const { settings, change, find } = inForce();
  const { llm } = WRITTEN.providers;
  change({
    ...WRITTEN,
    history: { retention: { days: 3 } },
    providers: { ...WRITTEN.providers, llm: { ...llm, apiKey: 'hidden-new' } },
  });
  expect(
    settings
      .read()
      .settings.filter(setting => setting.restart_needed)
      .map(({ path }) => path),
  ).toEqual([
    'leadshopTesting.history.retention',
    'leadshopTesting.providers.llm.apiKey',
  ]);
  expect(find('history.retention')).toMatchObject({ value: 30 * 86_400_000 });
});
