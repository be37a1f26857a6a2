import { ConfigReader } from '@backstage/config';
import {
  allowedOrigins,
  refuseForeignPlugins,
  refuseWithoutPermissions,
} from './portal';

describe('allowedOrigins', () => {
  it('are the portal and those of CORS, as origins', () => {
    const config = new ConfigReader({
      app: { baseUrl: 'https://portal.example.com/base' },
      backend: {
        cors: { origin: ['http://localhost:3000/', 'https://*.example.com'] },
      },
    });
    expect(allowedOrigins(config)).toContain('https://portal.example.com');
    expect(allowedOrigins(config)).toContain('http://localhost:3000');
  });

  it.each([[undefined], [true], ['not a url'], ['http://localhost:3000']])(
    'copes with cors.origin: %p',
    origin => {
      const config = new ConfigReader({
        app: { baseUrl: 'http://localhost:3000' },
        backend: { cors: { origin } },
      });
      expect(new Set(allowedOrigins(config))).toEqual(
        new Set(['http://localhost:3000']),
      );
    },
  );
});

describe('refuseWithoutPermissions', () => {
  const check = (enabled: boolean | undefined, NODE_ENV?: string) => () =>
    refuseWithoutPermissions(
      new ConfigReader(
        enabled === undefined ? {} : { permission: { enabled } },
      ),
      { NODE_ENV },
    );

  it.each([undefined, false])('refuses permission.enabled: %p', enabled => {
    for (const env of ['production', 'staging', '', undefined]) {
      expect(check(enabled, env)).toThrow('permission.enabled: true');
    }
  });

  it('lets development and tests do without', () => {
    expect(check(false, 'development')).not.toThrow();
    expect(check(undefined, 'test')).not.toThrow();
  });

  it('starts with permissions anywhere', () => {
    expect(check(true, 'production')).not.toThrow();
  });
});

describe('refuseForeignPlugins', () => {
  const check =
    (...subjects: string[]) =>
    () =>
      refuseForeignPlugins(
        new ConfigReader({
          backend: {
            auth: {
              externalAccess: [
                { type: 'jwks', options: { url: 'https://idp.example' } },
                ...subjects.map(subject => ({
                  type: 'static',
                  options: { token: 'a-token', subject },
                })),
              ],
            },
          },
        }),
      );

  it('refuses a token that would pass for a plugin of the portal', () => {
    expect(check('ci', 'plugin:search')).toThrow(
      "backend.auth.externalAccess[2].options.subject is 'plugin:search'",
    );
  });

  it('takes every other', () => {
    expect(check('ci', 'my-plugin:ci', 'external:plugin')).not.toThrow();
    expect(() => refuseForeignPlugins(new ConfigReader({}))).not.toThrow();
  });
});
