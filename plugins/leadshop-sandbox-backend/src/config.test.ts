import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { readSandboxConfig } from './config';

const read = (leadshopSandbox: object = {}) =>
  readSandboxConfig(mockServices.rootConfig({ data: { leadshopSandbox } }));

describe('readSandboxConfig', () => {
  it('has ports for everybody, and a folder that git ignores', () => {
    expect(read()).toEqual({
      httpPort: 7010,
      httpsPort: 7011,
      smtpPort: 7025,
      folder: path.resolve('.data/leadshop-sandbox'),
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
    [{ folder: ' ' }, 'folder'],
  ])('refuses %j', (settings, setting) => {
    expect(() => read(settings)).toThrow(
      `Invalid configuration at leadshopSandbox.${setting}: `,
    );
  });
});
