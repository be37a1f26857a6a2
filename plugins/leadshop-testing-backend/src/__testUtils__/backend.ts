/*
 * A backend for tests: the real plugin over real HTTP on a real database, with
 * the real sandbox behind it.
 */
import { once } from 'node:events';
import {
  AuthService,
  BackendFeature,
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { WebSocket } from 'ws';
import {
  DEFAULT_ROLE_PERMISSIONS,
  Execution,
  LIVE_PROTOCOL,
  PLUGIN_ID,
  permissionId,
  RoleName,
  ServerMessage,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  Pipeline,
  pipelinesExtensionPoint,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { Sandbox } from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { leadshopTestingPlugin } from '../plugin';
import { ApiDescription } from './ApiDescription';

/** Path of the API. */
export const API = '/api/leadshop-testing/v1';

/** Databases of a test file. */
export const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

/** Settings that point every provider at a sandbox. */
export function sandboxConfig(sandbox: Sandbox): JsonObject {
  const port = (url: string) => Number(new URL(url).port);
  return {
    leadshopSandbox: {
      http: { port: port(sandbox.httpUrl) },
      https: { port: port(sandbox.httpsUrl) },
      smtp: { port: sandbox.smtpPort },
    },
  };
}

/** The users of tests: one per role, and one without any. */
export const USERS: Record<RoleName | 'no_role', string> = {
  admin: 'user:default/admin',
  qa_manager: 'user:default/qa-manager',
  qa_tester: 'user:default/qa-tester',
  developer: 'user:default/developer',
  viewer: 'user:default/viewer',
  no_role: 'user:default/no-role',
};

/** Permission decisions of PRP-013's matrix for {@link USERS}. */
export function rolePermissions(overrides: { withdrawn?: Set<string> } = {}) {
  return mockServices.permissions.mock({
    // Hands no roles over
    authorizeConditional: async queries =>
      queries.map(() => ({ result: AuthorizeResult.DENY })),
    authorize: async (requests, options) => {
      const { principal } = (options?.credentials ?? {}) as {
        principal?: { userEntityRef?: string };
      };
      const [role] =
        Object.entries(USERS).find(
          ([, ref]) => ref === principal?.userEntityRef,
        ) ?? [];
      const granted = new Set(
        (role && role !== 'no_role'
          ? DEFAULT_ROLE_PERMISSIONS[role as RoleName]
          : []
        ).map(permissionId),
      );
      return requests.map(({ permission }) => ({
        result:
          granted.has(permission.name) &&
          !overrides.withdrawn?.has(permission.name)
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
      }));
    },
  });
}

/**
 * The tokens of Backstage's mock are JSON, which cannot stand in a header of the
 * WebSocket handshake as real ones can: sockets send them encoded.
 */
const encodedTokens = createServiceFactory({
  service: coreServices.auth,
  deps: {},
  factory(): AuthService {
    const auth = mockServices.auth();
    const authenticate: AuthService['authenticate'] = (token, options) =>
      auth.authenticate(
        token.startsWith('encoded.')
          ? Buffer.from(token.slice('encoded.'.length), 'base64url').toString()
          : token,
        options,
      );
    return new Proxy(auth, {
      get: (target, name) => {
        if (name === 'authenticate') return authenticate;
        const value = target[name as keyof AuthService];
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  },
});

/** A live socket that remembers what it was told. */
export class LiveReader {
  readonly messages: ServerMessage[] = [];
  #waiting: (() => void)[] = [];

  constructor(readonly ws: WebSocket) {
    ws.on('message', data => {
      this.messages.push(JSON.parse(String(data)));
      for (const wake of this.#waiting.splice(0)) wake();
    });
    ws.on('close', () => {
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** Waits for a message; throws when the socket closes first. */
  async until<M extends ServerMessage>(
    matches: (message: M) => boolean,
  ): Promise<M> {
    for (let seen = 0; ; ) {
      for (; seen < this.messages.length; seen++) {
        if (matches(this.messages[seen] as M)) return this.messages[seen] as M;
      }
      if (this.ws.readyState >= WebSocket.CLOSING) {
        throw new Error(
          `The socket closed; it had said ${JSON.stringify(
            this.messages.map(m => m.type),
          )}`,
        );
      }
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
  }

  send(message: unknown): void {
    this.ws.send(
      typeof message === 'string' ? message : JSON.stringify(message),
    );
  }

  async close(): Promise<void> {
    if (this.ws.readyState === WebSocket.CLOSED) return;
    this.ws.close();
    await once(this.ws, 'close');
  }
}

/** An answer with its parsed body. */
export interface Answer<T = any> {
  status: number;
  headers: Headers;
  body: T;
}

/**
 * A signed-in user who calls the API. Every answer is checked against the API's
 * own description.
 */
export class Caller {
  constructor(
    readonly url: string,
    readonly userRef: string,
    readonly description: () => Promise<ApiDescription>,
  ) {}

  get token(): string {
    return mockCredentials.user.token(this.userRef);
  }

  /** The token as a socket sends it. */
  get socketToken(): string {
    return `encoded.${Buffer.from(this.token).toString('base64url')}`;
  }

  async request<T = any>(
    path: string,
    init: RequestInit = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(init.headers as Record<string, string>),
      },
    });
    const text = await response.text();
    const { status, headers } = response;
    const contentType = headers.get('content-type') ?? '';
    const body = contentType.includes('json') ? JSON.parse(text) : (text as T);
    (await this.description()).check(
      { method: init.method ?? 'GET', path },
      { status, contentType, body },
    );
    return { status, headers, body };
  }

  get<T = any>(path: string): Promise<Answer<T>> {
    return this.request<T>(path);
  }

  post<T = any>(
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    return this.request<T>(path, {
      method: 'POST',
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  }

  /** Starts a test and follows it to its end. */
  async runToEnd(body: unknown): Promise<Execution> {
    const live = await this.connect();
    try {
      const { status, body: started } = await this.post('/run-pipeline', body);
      if (status !== 200) throw new Error(JSON.stringify(started));
      await live.until(
        m => m.type === 'test_completed' && m.payload.id === started.test_id,
      );
      return (await this.get<Execution>(`/tests/${started.test_id}`)).body;
    } finally {
      await live.close();
    }
  }

  /** Opens a live socket. */
  async connect(): Promise<LiveReader> {
    const ws = new WebSocket(
      `${this.url.replace(/^http/, 'ws')}/ws`,
      [LIVE_PROTOCOL, this.socketToken],
      { perMessageDeflate: false },
    );
    const reader = new LiveReader(ws);
    await once(ws, 'open');
    await reader.until(m => m.type === 'subscribed');
    return reader;
  }
}

/** A running backend. */
export interface TestBackend {
  url: string;
  port: number;
  knex: Knex;
  as(role: keyof typeof USERS): Caller;
  /** What the API says of itself, and what of it was asked. */
  description(): Promise<ApiDescription>;
  stop(): Promise<void>;
}

/** Gives each plugin the database that is named for it. */
function databaseOf(byPlugin: Record<string, Knex>) {
  return createServiceFactory({
    service: coreServices.database,
    deps: { plugin: coreServices.pluginMetadata },
    factory: ({ plugin }) => ({
      getClient: async () => {
        const knex = byPlugin[plugin.getId()];
        if (!knex) throw new Error(`No database for ${plugin.getId()}`);
        return knex;
      },
    }),
  });
}

/** Starts a backend on a database. */
export async function startBackend(options: {
  knex: Knex;
  /** Databases of other plugins, by their ids. */
  otherDatabases?: Record<string, Knex>;
  /** Left out: steps would look for it at its default ports. */
  sandbox?: Sandbox;
  config?: JsonObject;
  /** All settings, in place of `config` and of those that tests have. */
  rootConfig?: BackendFeature;
  /** Default: tokens as Backstage's mock makes them. */
  auth?: BackendFeature[];
  /** Default: the system's folder for temporary files. */
  workingDirectory?: string;
  pipelines?: Pipeline[];
  features?: BackendFeature[];
  /** Default: {@link rolePermissions}. */
  permissions?: { factory: BackendFeature };
}): Promise<TestBackend> {
  const { knex, sandbox, config = {}, pipelines = [] } = options;
  const backend = await startTestBackend({
    features: [
      leadshopTestingPlugin,
      ...(options.auth ?? [encodedTokens]),
      databaseOf({ ...options.otherDatabases, [PLUGIN_ID]: knex }),
      (options.permissions ?? rolePermissions()).factory,
      options.rootConfig ??
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost:3000' },
            backend: {
              baseUrl: 'http://localhost:7007',
              listen: { port: 0 },
              ...(options.workingDirectory && {
                workingDirectory: options.workingDirectory,
              }),
            },
            ...(sandbox && sandboxConfig(sandbox)),
            // Tests call more often than any user does
            leadshopTesting: { rateLimits: { enabled: false }, ...config },
          },
        }),
      createBackendModule({
        pluginId: 'leadshop-testing',
        moduleId: 'test-pipelines',
        register(env) {
          env.registerInit({
            deps: { point: pipelinesExtensionPoint },
            async init({ point }) {
              for (const pipeline of pipelines) point.addPipeline(pipeline);
            },
          });
        },
      }),
      ...(options.features ?? []),
    ],
  });
  const port = backend.server.port();
  const url = `http://127.0.0.1:${port}${API}`;
  let described: Promise<ApiDescription> | undefined;
  const description = () => {
    described ??= readDescription(url);
    return described;
  };
  return {
    url,
    port,
    knex,
    as: role => new Caller(url, USERS[role], description),
    description,
    stop: () => backend.stop(),
  };
}

async function readDescription(url: string): Promise<ApiDescription> {
  const response = await fetch(`${url}/openapi.json`, {
    headers: {
      authorization: `Bearer ${mockCredentials.user.token(USERS.no_role)}`,
    },
  });
  return new ApiDescription(await response.json());
}

/** A lead whose site the sandbox serves. */
export function sandboxLead(sandbox: Sandbox, site = 'good-bakery') {
  return {
    business_name: 'Good Bakery',
    website_url: `${sandbox.httpsUrl}/sites/${site}`,
    email: 'hello@good-bakery.example',
    contact_name: 'Ann Baker',
    phone: '+1 512 555 0199',
    industry: 'Bakery',
    naics_code: '311811',
    location: 'Austin, TX',
    annual_revenue: 850000,
    employee_count: 12,
  };
}
