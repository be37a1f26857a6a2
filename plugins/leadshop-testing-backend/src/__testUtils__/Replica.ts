/* A backend as a process of its own, for tests that kill it. */
import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Sandbox } from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { WebSocket } from 'ws';
import { LIVE_PROTOCOL } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { API, LiveReader, sandboxConfig } from './backend';

const TOKEN = 'a-token-of-a-ci-system';

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** One backend after the other, on the same database and port. */
export class Replica {
  readonly #children = new Set<ChildProcess>();

  private constructor(
    /** Its working directory, with its configuration. */
    readonly folder: string,
    readonly port: number,
  ) {}

  static async create(options: {
    knex: Knex;
    sandbox: Sandbox;
    /** Settings of `leadshopTesting.execution`. */
    execution?: JsonObject;
  }): Promise<Replica> {
    const folder = await fs.mkdtemp(
      path.join(os.tmpdir(), 'leadshop-replica-'),
    );
    const port = await freePort();
    const { connection } = options.knex.client.config;
    await fs.writeFile(
      path.join(folder, 'app-config.json'),
      JSON.stringify({
        app: { baseUrl: 'http://localhost:3000' },
        backend: {
          baseUrl: `http://127.0.0.1:${port}`,
          listen: { host: '127.0.0.1', port },
          workingDirectory: folder,
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
              {
                type: 'static',
                options: { token: TOKEN, subject: 'ci' },
                accessRestrictions: [{ plugin: 'leadshop-testing' }],
              },
            ],
          },
        },
        permission: { enabled: false },
        ...sandboxConfig(options.sandbox),
        ...(options.execution && {
          leadshopTesting: { execution: options.execution },
        }),
      }),
    );
    return new Replica(folder, port);
  }

  /** Starts a backend process and waits until it serves the plugin. */
  async start(
    options: { requires?: string[]; env?: Record<string, string> } = {},
  ): Promise<ChildProcess> {
    const child = spawn(
      process.execPath,
      [
        ...[
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
          ...(options.requires ?? []),
        ].flatMap(file => ['--require', file]),
        path.join(__dirname, 'replicaEntry.ts'),
        '--config',
        path.join(this.folder, 'app-config.json'),
      ],
      {
        env: {
          ...process.env,
          ...options.env,
          NODE_ENV: 'development',
          NODE_OPTIONS: '',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
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

  /** Kills a backend process without a chance to say goodbye. */
  async kill(child: ChildProcess): Promise<void> {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Calls the API; a body other than a form is sent as JSON. */
  async call<T>(route: string, body?: unknown): Promise<T> {
    const isForm = body instanceof FormData;
    const response = await fetch(
      `http://127.0.0.1:${this.port}${API}${route}`,
      {
        method: body === undefined ? 'GET' : 'POST',
        body:
          isForm || body === undefined
            ? (body as FormData)
            : JSON.stringify(body),
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(!isForm && { 'content-type': 'application/json' }),
        },
      },
    );
    if (!response.ok) {
      throw new Error(`${response.status} ${await response.text()}`);
    }
    return response.json() as Promise<T>;
  }

  /** Opens a live socket. */
  async connect(): Promise<LiveReader> {
    const ws = new WebSocket(`ws://127.0.0.1:${this.port}${API}/ws`, [
      LIVE_PROTOCOL,
      TOKEN,
    ]);
    const reader = new LiveReader(ws);
    await once(ws, 'open');
    return reader;
  }

  /** Ends what still runs and removes the folder. */
  async stop(): Promise<void> {
    for (const child of this.#children) await this.kill(child);
    await fs.rm(this.folder, { recursive: true, force: true });
  }
}
