import fs from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BackendOrder } from './backendEntry';
import { Helper } from './Helper';
import { EVERYBODY, userRef } from './people';

const ENTRY = path.join(__dirname, 'backendEntry.ts');
const SIGNED_IN_AT_ONCE = 8;
/** The catalog reads some dozen people a second. */
const CATALOG_PATIENCE_MS = 15 * 60_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** The backend of the live benchmark. */
export class LiveBackend {
  readonly port: number;
  readonly process: Helper<BackendOrder>;

  private constructor(port: number, helper: Helper<BackendOrder>) {
    this.port = port;
    this.process = helper;
  }

  /** Starts a backend and waits until it serves and knows its people. */
  static async start(options: {
    databaseUrl: string;
    /** Of the plugin; other plugins get databases of their own. */
    database: string;
    folder: string;
    users: number;
    /** Whether it runs the tests itself. */
    role: 'all' | 'api';
    /** Further arguments of Node. */
    node: string[];
  }): Promise<LiveBackend> {
    const { databaseUrl, database, folder, users, role, node } = options;
    const port = await freePort();
    const url = new URL(databaseUrl);
    const file = path.join(folder, 'app-config.json');
    await fs.writeFile(
      file,
      JSON.stringify({
        app: { baseUrl: 'http://localhost:3000' },
        backend: {
          baseUrl: `http://127.0.0.1:${port}`,
          listen: { host: '127.0.0.1', port },
          workingDirectory: folder,
          database: {
            client: 'pg',
            prefix: `bench_${process.pid}_`,
            connection: {
              host: url.hostname,
              port: Number(url.port),
              user: decodeURIComponent(url.username),
              password: decodeURIComponent(url.password),
            },
            plugin: {
              'leadshop-testing': {
                connection: { database },
                ensureExists: false,
              },
            },
          },
        },
        auth: { environment: 'development', providers: { bench: {} } },
        permission: { enabled: true },
        // People do not change meanwhile
        catalog: { processingInterval: { hours: 6 } },
        leadshopTesting: {
          roles: { viewer: { members: [EVERYBODY] } },
          rateLimits: { enabled: false },
          health: { enabled: false },
          execution: { role },
        },
      }),
    );
    const helper = new Helper<BackendOrder>(ENTRY, {
      args: ['--config', file, String(users)],
      node,
    });
    await initialised(helper);
    const backend = new LiveBackend(port, helper);
    await backend.#knows(users);
    return backend;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/api/leadshop-testing/v1`;
  }

  /** Signs users in. @returns their tokens */
  async signIn(users: number): Promise<string[]> {
    const tokens: string[] = [];
    const waiting = Array.from({ length: users }, (_, n) => n).values();
    const signSomeIn = async () => {
      for (const n of waiting) tokens[n] = await this.#token(n);
    };
    await Promise.all(Array.from({ length: SIGNED_IN_AT_ONCE }, signSomeIn));
    return tokens;
  }

  async #token(n: number): Promise<string> {
    const response = await fetch(
      `http://127.0.0.1:${this.port}/api/auth/bench/refresh`,
      { headers: { 'x-bench-user': userRef(n) } },
    );
    const body = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(body));
    return body.backstageIdentity.token;
  }

  /** Waits until the catalog has read everybody, the last one included. */
  async #knows(users: number): Promise<void> {
    const giveUpAt = Date.now() + CATALOG_PATIENCE_MS;
    const token = await this.#token(users - 1);
    const headers = { authorization: `Bearer ${token}` };
    const counted = `http://127.0.0.1:${this.port}/api/catalog/entities/by-query?limit=0&filter=kind=user,relations.memberof`;
    for (;;) {
      const response = await fetch(counted, { headers });
      const { totalItems } = await response.json();
      if (totalItems >= users) return;
      if (Date.now() > giveUpAt) {
        throw new Error(`The catalog knows ${totalItems} of ${users} users`);
      }
      await sleep(1_000);
    }
  }
}

async function initialised(helper: Helper<BackendOrder>): Promise<void> {
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const { child } = helper;
    if (!child.stdout) throw new Error('No output to read');
    createInterface({ input: child.stdout }).on('line', line => {
      said.push(line);
      said.splice(0, said.length - 50);
      if (line.includes('Plugin initialization complete')) resolve();
      if (/error|warn/.test(line)) process.stderr.write(`${line}\n`);
    });
    child.once('exit', code =>
      reject(new Error(`exit ${code}:\n${said.join('\n')}`)),
    );
  });
}
