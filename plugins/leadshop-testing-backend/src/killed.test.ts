import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { Knex } from 'knex';
import { WebSocket } from 'ws';
import {
  Execution,
  FULL_PIPELINE_STEPS,
  LIVE_PROTOCOL,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  API,
  databases,
  LiveReader,
  sandboxConfig,
  sandboxLead,
} from './__testUtils__/backend';

jest.setTimeout(120_000);

const TOKEN = 'a-token-of-a-ci-system';

let sandbox: Sandbox;
let knex: Knex;
let folder: string;
let port: number;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  knex = await databases.init('POSTGRES_18');
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'leadshop-replica-'));
  port = await freePort();
  const { connection } = knex.client.config;
  await fs.writeFile(
    path.join(folder, 'app-config.json'),
    JSON.stringify({
      app: { baseUrl: 'http://localhost:3000' },
      backend: {
        baseUrl: `http://127.0.0.1:${port}`,
        listen: { host: '127.0.0.1', port },
        database: {
          client: 'pg',
          connection: { ...connection, password: connection.password },
          plugin: {
            'leadshop-testing': {
              connection: { database: connection.database },
              ensureExists: false,
            },
          },
        },
        auth: {
          externalAccess: [
            { type: 'static', options: { token: TOKEN, subject: 'ci' } },
          ],
        },
      },
      permission: { enabled: false },
      ...sandboxConfig(sandbox),
    }),
  );
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await sandbox?.stop();
  await fs.rm(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return free;
}

/** Starts a backend process and waits until it serves the plugin. */
async function startProcess(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      path.join(__dirname, '__testUtils__/replica.ts'),
      '--config',
      path.join(folder, 'app-config.json'),
    ],
    {
      env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  children.add(child);
  child.once('exit', () => children.delete(child));
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', line => {
        said.push(line);
        if (line.includes('Plugin initialization complete')) resolve();
      });
    }
    child.once('exit', code =>
      reject(new Error(`exit ${code}:\n${said.slice(-20).join('\n')}`)),
    );
  });
  return child;
}

async function call<T>(route: string, body?: unknown): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${port}${API}${route}`, {
    method: body ? 'POST' : 'GET',
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
    },
  });
  expect(response.status).toBe(200);
  return response.json() as Promise<T>;
}

async function connect(): Promise<LiveReader> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}${API}/ws`, [
    LIVE_PROTOCOL,
    TOKEN,
  ]);
  const reader = new LiveReader(ws);
  await once(ws, 'open');
  return reader;
}

it('a test whose backend was killed goes on at the first step without a result', async () => {
  // Step 7 never gets an answer: the test stands still in the middle
  sandbox.addFault({ component: 'screenshotone', kind: 'timeout' });
  const first = await startProcess();
  const live = await connect();
  const { test_id: id } = await call<{ test_id: string }>('/run-pipeline', {
    lead_data: sandboxLead(sandbox),
  });
  live.send({ type: 'subscribe', channels: [`test:${id}`], after: 0 });
  for (const name of [
    'pagespeed_integration',
    'security_scraper',
    'gbp_integration',
    'semrush_integration',
  ]) {
    await live.until(
      m =>
        m.type === 'test_update' &&
        m.payload.event.kind === 'step_finished' &&
        m.payload.event.step?.step_name === name,
    );
  }
  const { body: before } = { body: await call<Execution>(`/tests/${id}`) };
  const exited = once(first, 'exit');
  first.kill('SIGKILL');
  await exited;
  sandbox.clearFaults();

  await startProcess();
  const again = await connect();
  again.send({ type: 'subscribe', channels: [`test:${id}`], after: 0 });
  await again.until(m => m.type === 'test_completed');
  const after = await call<Execution>(`/tests/${id}`);
  expect(after.pipeline_results.map(s => [s.step_name, s.status])).toEqual(
    FULL_PIPELINE_STEPS.map(s => [s.step_name, 'success']),
  );
  expect(after).toMatchObject({ status: 'success', attempt: 2 });
  // What had ended was not done again
  const ended = before.pipeline_results.filter(s => s.status === 'success');
  expect(ended).toHaveLength(7);
  for (const step of ended) {
    expect(after.pipeline_results).toContainEqual(step);
  }
  expect(sandbox.requests({ component: 'semrush' })).toHaveLength(1);
  expect(sandbox.requests({ component: 'pagespeed' })).toHaveLength(2);
  expect(sandbox.inbox()).toHaveLength(1);

  const log = await call<TestEvent[]>(`/tests/${id}/events`);
  const finished = log.filter(e => e.kind === 'step_finished');
  expect(new Set(finished.map(e => e.step?.step_name)).size).toBe(12);
  expect(finished).toHaveLength(12);
  expect(log.map(e => e.kind).filter(k => !k.startsWith('step'))).toEqual([
    'created',
    'started',
    'resumed',
    'ended',
  ]);
});
