/*
 * What Backstage makes of config.d.ts: it cuts secrets out of what it logs, and
 * gives the browser only what is marked for it.
 */
import path from 'node:path';
import { AppConfig } from '@backstage/config';
import { ConfigSchema, loadConfigSchema } from '@backstage/config-loader';
import { JsonObject, JsonValue } from '@backstage/types';
import { z } from 'zod';
import { OWN_COMPONENTS } from './components';
import { schema } from './schema';

jest.setTimeout(120_000);

/** How settings are called that are nobody's business. */
const SECRET =
  /(secret|password|token|username|apikey|accesskey|accesskeyid|secretkey|secretaccesskey)$/i;

const PACKAGES = ['leadshop-testing-backend', 'leadshop-testing'].map(name =>
  path.resolve(__dirname, '../../..', name, 'package.json'),
);

interface Setting {
  path: string[];
  secret: boolean;
}

/** All settings that the backend reads and whose value is a text. */
function textSettings(node: z.core.JSONSchema.BaseSchema, at: string[]) {
  const found: Setting[] = [];
  const visit = (
    part: z.core.JSONSchema._JSONSchema | undefined,
    place: string[],
  ) => {
    if (part === undefined || typeof part === 'boolean') return;
    for (const [name, property] of Object.entries(part.properties ?? {})) {
      visit(property, [...place, name]);
    }
    const { additionalProperties: others, propertyNames: names } = part;
    if (typeof others === 'object' && typeof names === 'object') {
      for (const name of names.enum ?? []) visit(others, [...place, `${name}`]);
    }
    if (part.items && !Array.isArray(part.items)) {
      visit(part.items as z.core.JSONSchema._JSONSchema, [...place, '0']);
    }
    if (part.type === 'string' && part.enum === undefined) {
      const last = place.at(-1) ?? '';
      found.push({ path: place, secret: SECRET.test(last) });
    }
  };
  visit(node, at);
  return found;
}

const settings = textSettings(
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
  [],
);
/** Read by the schema, so that the refusal can say what to do instead. */
const isRefused = ({ path: [section, slug] }: Setting) =>
  section === 'components' && !OWN_COMPONENTS.some(own => own === slug);
const nameOf = ({ path: at }: Setting) => at.join('.');
const wordOf = (setting: Setting) => `canary(${nameOf(setting)})`;

/** Settings with a word of its own at each place. */
function filledIn(): JsonObject {
  const root: JsonObject = {};
  for (const setting of settings) {
    let at: JsonObject = root;
    setting.path.forEach((key, i) => {
      const isLast = i === setting.path.length - 1;
      const isList = setting.path[i + 1] === '0';
      if (isLast) at[key] = wordOf(setting);
      else at[key] ??= isList ? ([] as JsonValue[]) : {};
      at = at[key] as JsonObject;
    });
  }
  return { leadshopTesting: root };
}

describe('the schema of the settings', () => {
  let loaded: ConfigSchema;
  const shown = (visibility: 'frontend' | 'secret') => {
    const configs: AppConfig[] = [{ context: 'test', data: filledIn() }];
    const text = JSON.stringify(
      loaded.process(configs, {
        visibility: [visibility],
        ignoreSchemaErrors: true,
      }),
    );
    return settings.filter(setting => text.includes(wordOf(setting)));
  };

  beforeAll(async () => {
    loaded = await loadConfigSchema({
      dependencies: [],
      packagePaths: PACKAGES,
      excludePackageDependencies: true,
    });
  });

  it('marks every key, password and token as secret, and nothing else', () => {
    const secrets = settings
      .filter(setting => setting.secret && !isRefused(setting))
      .map(nameOf);
    expect(secrets).toEqual(
      expect.arrayContaining([
        'credentials.keys.0.secret',
        'providers.s3.secretAccessKey',
        'providers.smtp.password',
        'components.score-calculator.token',
      ]),
    );
    expect(shown('secret').map(nameOf).sort()).toEqual(secrets.sort());
  });

  it('lets the browser have the address of the sample lead alone', () => {
    expect(shown('frontend').map(nameOf)).toEqual(['sampleLead.websiteUrl']);
  });
});
