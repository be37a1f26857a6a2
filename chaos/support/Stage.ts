/*
 * What every cell plays on: PostgreSQL (run by scripts/chaos.mjs, which restarts
 * it when it is told to), the sandbox in this process, two backends as processes
 * of their own, and a database that all of them use.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { Knex } from 'knex';
import { prepareDatabase } from '../../benchmarks/support/database';
import { Backend } from './Backend';
import type { Dashboard } from './Dashboard';
import { freePort } from './ports';
import { WebhookReceiver } from './WebhookReceiver';

const DATABASE = 'leadshop_chaos';
const TOKEN = 'a-token-of-chaos';
/** A socket follows the tests of its own user by itself; these have none. */
const WATCHER_TOKEN = 'a-token-of-watchers';
const BACKENDS = ['A', 'B'];
/** Whose connections are left alone when those of the backends are ended. */
const DRIVER = 'leadshop_chaos_driver';

/** What `scripts/chaos.mjs` says. */
export interface StageOptions {
  /** Of the database `postgres`. */
  databaseUrl: string;
  /** Restarts PostgreSQL; needed by the cells that want that. */
  controlUrl?: string;
  /** Their names; default: two. */
  backends?: string[];
  /** Settings of `leadshopTesting`. */
  settings?: object;
}

/** Where the cells play. */
export class Stage {
  readonly watcherToken = WATCHER_TOKEN;
  readonly headers = { authorization: `Bearer ${TOKEN}` };

  /** Open during all cells, when there is a browser. */
  dashboard: Dashboard | undefined;

  private constructor(
    readonly knex: Knex,
    readonly sandbox: Sandbox,
    readonly backends: readonly Backend[],
    /** Configuration, logs. */
    readonly folder: string,
    readonly databaseUrl: string,
    readonly controlUrl: string | undefined,
    /** Where webhooks go. */
    readonly receiver: WebhookReceiver,
    /** Settings that whoever sends webhooks needs. */
    readonly sending: object,
  ) {}

  static async open(options: StageOptions): Promise<Stage> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'leadshop-chaos-'));
    const url = new URL(options.databaseUrl);
    url.pathname = `/${DATABASE}`;
    url.searchParams.set('application_name', DRIVER);
    const knex = await prepareDatabase(url.href);
    const sandbox = await startSandbox({
      httpPort: 0,
      httpsPort: 0,
      smtpPort: 0,
      folder: path.join(folder, 'sandbox'),
    });
    const receiver = await WebhookReceiver.start();
    const sending = {
      credentials: {
        keys: [{ id: 'chaos', secret: randomBytes(32).toString('base64') }],
      },
      network: { allowedHosts: [{ host: '127.0.0.1', port: receiver.port }] },
    };
    const backends = await Promise.all(
      (options.backends ?? BACKENDS).map(async name => {
        const port = await freePort();
        const file = path.join(folder, `backend-${name}.json`);
        await fs.writeFile(
          file,
          JSON.stringify(
            configuration({
              port,
              url,
              sandbox,
              settings: { ...sending, ...options.settings },
            }),
          ),
        );
        return new Backend({
          name,
          port,
          entry: path.join(__dirname, 'backendEntry.ts'),
          cwd: path.resolve(__dirname, '../..'),
          configFiles: [file],
          logFile: path.join(folder, `backend-${name}.log`),
        });
      }),
    );
    return new Stage(
      knex,
      sandbox,
      backends,
      folder,
      options.databaseUrl,
      options.controlUrl,
      receiver,
      sending,
    );
  }

  /** Starts the backends that do not run. */
  async ensureBackends(): Promise<void> {
    for (const backend of this.backends) await backend.start();
  }

  /** A lead whose site is in the sandbox. */
  lead(n: number): Record<string, string | number> {
    return {
      business_name: `Chaos Bakery ${n}`,
      website_url: `${this.sandbox.httpsUrl}/sites/chaos-${n}`,
      email: `owner${n}@chaos.example`,
      industry: 'Bakery',
      naics_code: '311811',
      location: 'Austin, TX',
      annual_revenue: 500_000 + n,
    };
  }

  /** Restarts PostgreSQL; `how` is `fast`, or `immediate`, which is a crash. */
  async restartPostgres(how: 'fast' | 'immediate', downMs: number) {
    const response = await fetch(
      `${this.controlUrl}/restart?how=${how}&down=${downMs}`,
      { method: 'POST' },
    );
    if (!response.ok) throw new Error(await response.text());
  }

  /** Ends the connections of all backends. @returns how many there were */
  async terminateConnections(): Promise<number> {
    const { rows } = await this.knex.raw(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname IS NOT NULL AND application_name <> ?
         AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      [DRIVER],
    );
    return rows.length;
  }

  async close(): Promise<void> {
    await this.dashboard?.close();
    await Promise.all(this.backends.map(backend => backend.stop()));
    await this.sandbox.stop();
    await this.receiver.stop();
    await this.knex.destroy();
  }
}

/** `backend.database` of every backend. */
export function databaseOf(databaseUrl: string) {
  const url = new URL(databaseUrl);
  return {
    client: 'pg',
    connection: {
      host: url.hostname,
      port: Number(url.port),
      user: url.username,
      password: url.password,
    },
    plugin: {
      'leadshop-testing': {
        connection: { database: DATABASE },
        ensureExists: false,
      },
    },
  };
}

function configuration(options: {
  port: number;
  url: URL;
  sandbox: Sandbox;
  settings?: object;
}) {
  const { port, url, sandbox, settings } = options;
  const portOf = (address: string) => Number(new URL(address).port);
  return {
    app: { baseUrl: 'http://localhost:3000' },
    backend: {
      baseUrl: `http://127.0.0.1:${port}`,
      listen: { host: '127.0.0.1', port },
      database: databaseOf(url.href),
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token: TOKEN, subject: 'chaos' },
            accessRestrictions: [{ plugin: 'leadshop-testing' }],
          },
          {
            type: 'static',
            options: { token: WATCHER_TOKEN, subject: 'watcher' },
            accessRestrictions: [{ plugin: 'leadshop-testing' }],
          },
        ],
      },
    },
    permission: { enabled: false },
    leadshopSandbox: {
      http: { port: portOf(sandbox.httpUrl) },
      https: { port: portOf(sandbox.httpsUrl) },
      smtp: { port: sandbox.smtpPort },
    },
    leadshopTesting: {
      // One token does the work of many users
      rateLimits: { enabled: false },
      ...settings,
    },
  };
}
