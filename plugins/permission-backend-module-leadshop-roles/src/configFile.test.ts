/* The matrix on a real file, read and watched as a Backstage backend does it. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigSources } from '@backstage/config-loader';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createLeadshopRolesDecision } from '@leadshop/backstage-plugin-leadshop-testing-node';

const ann = mockCredentials.user('user:default/ann');

it('follows a change of the file without a restart', async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'leadshop-roles-'));
  const file = path.join(folder, 'app-config.yaml');
  const write = (role: string) =>
    fs.writeFile(
      file,
      `leadshopTesting:\n  roles:\n    ${role}: { members: ['user:ann'] }\n`,
    );
  await write('viewer');
  const config = await ConfigSources.toConfig(
    ConfigSources.default({ argv: ['--config', file], env: {} }),
  );
  try {
    const matrix = createLeadshopRolesDecision(config, {
      auth: mockServices.auth(),
      catalog: catalogServiceMock(),
      logger: mockServices.logger.mock(),
    });
    expect((await matrix.explain(ann)).roles).toEqual(['viewer']);

    const told = new Promise<void>(resolve => {
      config.subscribe?.(resolve);
    });
    await write('admin');
    await told;
    expect((await matrix.explain(ann)).roles).toEqual(['admin']);
  } finally {
    config.close();
    await fs.rm(folder, { recursive: true });
  }
});
