/* A whole backend as a process of its own, so that its memory and its answers are its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Knex } from 'knex';

const REPLICA = path.resolve(
  __dirname,
  '../../plugins/leadshop-testing-backend/src/__testUtils__/replicaEntry.ts',
);
const TOKEN = 'a-token-of-the-benchmark';
const OTHER_TOKEN = 'a-token-of-somebody-else';

/**
 * As in production, where Backstage neither indents its answers nor colours its
 * log. There is no sandbox then: vendors have keys, and nobody is called.
 */
const PRODUCTION = {
  NODE_ENV: 'production',
  root: { permission: { enabled: true } },
  config: {
    health: { enabled: false },
    providers: {
      s3: { bucket: 'bench' },
      pagespeed: { apiKey: 'none' },
      places: { apiKey: 'none' },
      screenshotone: { accessKey: 'none', secretKey: 'none' },
      semrush: { apiKey: 'none' },
      llm: { apiKey: 'none' },
      smtp: {
        host: 'smtp.invalid',
        from: 'Bench <bench@leadshop.invalid>',
        testMailbox: 'box@leadshop.invalid',
      },
    },
  },
};
const DEVELOPMENT = {
  NODE_ENV: 'development',
  root: { permission: { enabled: false } },
  config: {},
};

/** A backend that runs. */
export interface BackendProcess {
  url: string;
  headers: Record<string, string>;
  /** The same for another user. */
  otherHeaders: Record<string, string>;
  /** Resident memory, in bytes. */
  rss(): Promise<number>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts a backend on a database and waits until it serves.
 *
 * @param options - `production`: as in production; it runs no tests then
 */
export async function startBackendProcess(options: {
  knex: Knex;
  folder: string;
  config: object;
  /** Settings beside `leadshopTesting`. */
  root?: object;
  production?: boolean;
}): Promise<BackendProcess> {
  const { knex, folder, config } = options;
  const mode = options.production ? PRODUCTION : DEVELOPMENT;
  const port = await freePort();
  const {
    host,
    port: databasePort,
    user,
    password,
    database,
  } = knex.client.config.connection;
  const file = path.join(folder, 'app-config.json');
  await fs.writeFile(
    file,
    JSON.stringify({
      app: { baseUrl: 'http://localhost:3000' },
      backend: {
        baseUrl: `http://127.0.0.1:${port}`,
        listen: { host: '127.0.0.1', port },
        database: {
          client: 'pg',
          connection: { host, port: databasePort, user, password },
          plugin: {
            'leadshop-testing': {
              connection: { database },
              ensureExists: false,
            },
          },
        },
        auth: {
          externalAccess: [
            {
              type: 'static',
              options: { token: TOKEN, subject: 'bench' },
              accessRestrictions: [{ plugin: 'leadshop-testing' }],
            },
            {
              type: 'static',
              options: { token: OTHER_TOKEN, subject: 'other' },
              accessRestrictions: [{ plugin: 'leadshop-testing' }],
            },
          ],
        },
      },
      ...mode.root,
      ...options.root,
      // One token does the work of many users
      leadshopTesting: {
        rateLimits: { enabled: false },
        ...mode.config,
        ...config,
      },
    }),
  );
  const child = spawn(
    process.execPath,
    [
      ...[
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      ],
      ...(process.env.BENCH_PROFILE
        ? ['--cpu-prof', '--cpu-prof-dir', process.env.BENCH_PROFILE]
        : []),
      ...[REPLICA, '--config', file],
    ],
    {
      env: { ...process.env, NODE_ENV: mode.NODE_ENV, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  // A benchmark that fails leaves nothing behind
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', line => {
        said.push(line);
        said.splice(0, said.length - 50);
        if (line.includes('Plugin initialization complete')) resolve();
        if (/\b(error|warn)\b/.test(line)) process.stderr.write(`${line}\n`);
      });
    }
    child.once('exit', code =>
      reject(new Error(`exit ${code}:\n${said.join('\n')}`)),
    );
  });
  return {
    url: `http://127.0.0.1:${port}/api/leadshop-testing/v1`,
    headers: { authorization: `Bearer ${TOKEN}` },
    otherHeaders: { authorization: `Bearer ${OTHER_TOKEN}` },
    async rss() {
      const status = await fs.readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
