import { once } from 'node:events';
import fs from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import leadshopSandboxPlugin from './index';

const FOLDER = path.join(os.tmpdir(), `sandbox-plugin-test-${process.pid}`);
const FREE = {
  ...{ http: { port: 0 }, https: { port: 0 }, smtp: { port: 0 } },
  folder: FOLDER,
};

afterAll(() => fs.rm(FOLDER, { recursive: true, force: true }));

describe('leadshopSandboxPlugin', () => {
  const environment = process.env.NODE_ENV;
  afterEach(() => {
    Object.assign(process.env, { NODE_ENV: environment });
  });

  const start = (leadshopSandbox: object) =>
    startTestBackend({
      features: [
        leadshopSandboxPlugin,
        mockServices.rootConfig.factory({ data: { leadshopSandbox } }),
      ],
    });

  async function freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    return port;
  }

  it('runs the sandbox until the backend shuts down', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const backend = await start({
      ...FREE,
      http: { port },
      faults: [{ component: 's3', kind: 'outage' }],
    });
    expect((await fetch(`${url}/control/health`)).status).toBe(200);
    expect((await fetch(`${url}/s3/bucket/key`)).status).toBe(503);
    await backend.stop();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('keeps objects over a restart of the backend', async () => {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}/s3/bucket/shots/1.png`;
    const before = await start({ ...FREE, http: { port } });
    const put = await fetch(address, { method: 'PUT', body: 'a screenshot' });
    expect(put.status).toBe(200);
    await before.stop();
    const after = await start({ ...FREE, http: { port } });
    expect(await (await fetch(address)).text()).toBe('a screenshot');
    await after.stop();
  });

  it('stays off when it is switched off, in production too', async () => {
    const port = await freePort();
    Object.assign(process.env, { NODE_ENV: 'production' });
    const backend = await start({ enabled: false, http: { port } });
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toMatchObject({
      cause: { code: 'ECONNREFUSED' },
    });
    await backend.stop();
  });

  it('refuses to load in production', async () => {
    Object.assign(process.env, { NODE_ENV: 'production' });
    await expect(start(FREE)).rejects.toThrow(
      /does not run with NODE_ENV=production.*leadshopSandbox\.enabled/,
    );
  });

  it('says in one line which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    try {
      await expect(start({ ...FREE, smtp: { port } })).rejects.toThrow(
        `port ${port} is taken by another program. Stop that program, or set leadshopSandbox.smtp.port`,
      );
    } finally {
      other.close();
    }
  });

  it.each([
    [{ ...FREE, http: { port: 'many' } }, 'leadshopSandbox.http.port'],
    [{ ...FREE, htp: {} }, 'leadshopSandbox: '],
    [
      { ...FREE, faults: [{ component: 's3', kind: 'boom' }] },
      'leadshopSandbox.faults.0.kind',
    ],
  ])('refuses the setting %j', async (settings, setting) => {
    await expect(start(settings)).rejects.toThrow(setting);
  });
});
