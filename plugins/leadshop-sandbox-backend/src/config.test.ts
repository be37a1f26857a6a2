import { mockServices } from '@backstage/backend-test-utils';
import { readSandboxConfig } from './config';

const read = (leadshopSandbox: object = {}) =>
  readSandboxConfig(mockServices.rootConfig({ data: { leadshopSandbox } }));

describe('readSandboxConfig', () => {
  it('has ports for everybody', () => {
    expect(read()).toEqual({
      httpPort: 7010,
      httpsPort: 7011,
      smtpPort: 7025,
      faults: [],
    });
  });

  it('takes what comes from the environment, which is text', () => {
    expect(
      read({ enabled: 'true', http: { port: '8010' }, smtp: { port: '0' } }),
    ).toMatchObject({ httpPort: 8010, httpsPort: 7011, smtpPort: 0 });
    expect(read({ enabled: 'false' })).toBeUndefined();
  });

  it.each<[object, string]>([
    [{ http: { port: '' } }, 'http.port'],
    [{ smtp: { port: '70000' } }, 'smtp.port'],
    [{ https: { port: '1.5' } }, 'https.port'],
    [{ enabled: 'sometimes' }, 'enabled'],
  ])('refuses %j', (settings, path) => {
    expect(() => read(settings)).toThrow(
      `Invalid configuration at leadshopSandbox.${path}: `,
    );
  });
});
