/*
 * Services, such as CI systems, with real static tokens of Backstage: what each
 * may do is what its accessRestrictions give, on every route and on the socket.
 */
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import {
  AuthService,
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  PERMISSION_NAMES,
  permissionId,
  PermissionName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LiveReader } from '../__testUtils__/backend';
import {
  expectedOf,
  knock,
  LET_IN,
  openSocket,
} from '../__testUtils__/knocking';
import { ROUTES } from '../__testUtils__/permissionContract';
import {
  PolicyBackend,
  startPolicyBackend,
} from '../__testUtils__/policyBackend';

jest.setTimeout(60_000);

interface Service {
  /** What it may do; undefined: it may not even knock. */
  may: readonly PermissionName[] | undefined;
  accessRestrictions?: object[];
}

const here = (restriction: object) => [
  { plugin: 'leadshop-testing', ...restriction },
];

const SERVICES: Record<string, Service> = {
  'ci-that-runs-tests': {
    may: ['run_pipeline_tests', 'view_test_results'],
    accessRestrictions: here({
      permission: [
        permissionId('run_pipeline_tests'),
        permissionId('view_test_results'),
      ],
    }),
  },
  'a-report': {
    may: ['view_test_results'],
    accessRestrictions: here({ permission: permissionId('view_test_results') }),
  },
  'a-reader': {
    may: ['view_test_results', 'view_system_metrics', 'view_audit_logs'],
    accessRestrictions: here({ permissionAttribute: { action: ['read'] } }),
  },
  'a-service-without-permissions': {
    may: [],
    accessRestrictions: here({ permission: ['catalog.entity.read'] }),
  },
  'a-service-of-the-catalog': {
    may: undefined,
    accessRestrictions: [{ plugin: 'catalog' }],
  },
  'a-service-for-everything-here': {
    may: PERMISSION_NAMES,
    accessRestrictions: here({}),
  },
  // Unlike elsewhere in Backstage: who restricts nothing gives nothing
  'a-service-without-restrictions': { may: undefined },
};

const NAMES = Object.keys(SERVICES);
const tokenOf = (name: string) => `token-of-${name}`;

let backend: PolicyBackend;
let neighbourAuth: AuthService;

/** Another plugin of the portal, with real tokens of its own. */
const neighbour = createBackendModule({
  pluginId: 'permission',
  moduleId: 'neighbour',
  register(env) {
    env.registerInit({
      deps: { auth: coreServices.auth },
      async init({ auth }) {
        neighbourAuth = auth;
      },
    });
  },
});

beforeAll(async () => {
  backend = await startPolicyBackend({
    auth: [authServiceFactory, httpAuthServiceFactory, neighbour],
    backendAuth: {
      externalAccess: Object.entries(SERVICES).map(
        ([name, { accessRestrictions }]) => ({
          type: 'static',
          options: { token: tokenOf(name), subject: name },
          ...(accessRestrictions && { accessRestrictions }),
        }),
      ) as never,
    },
  });
});

afterAll(() => backend?.stop());

it.each(NAMES)('%s is let in where its token says so', async name => {
  const allowed = SERVICES[name].may;
  const actual = [];
  for (const route of Object.keys(ROUTES)) {
    const answer = await knock(backend.url, route, `Bearer ${tokenOf(name)}`);
    actual.push([route, allowed ? answer : answer.slice(0, 3)]);
  }
  expect(actual).toEqual(
    Object.entries(ROUTES).map(([route, needed]) => [
      route,
      allowed ? expectedOf(allowed, needed) : '403',
    ]),
  );
});

it.each(NAMES)('%s gets the live feed where its token says so', async name => {
  const answer = await openSocket(backend.url, tokenOf(name));
  if (answer instanceof LiveReader) await answer.close();
  expect(answer instanceof LiveReader ? LET_IN : answer).toBe(
    SERVICES[name].may?.includes('view_test_results') ? LET_IN : 403,
  );
});

it('tells a service what it is and where its permissions are from', async () => {
  const response = await fetch(`${backend.url}/me`, {
    headers: { authorization: `Bearer ${tokenOf('ci-that-runs-tests')}` },
  });
  expect(await response.json()).toEqual({
    user_ref: 'service:ci-that-runs-tests',
    kind: 'service',
    roles: [],
    permissions: ['run_pipeline_tests', 'view_test_results'],
    grants: [
      { by: 'access_restrictions', permission: 'run_pipeline_tests' },
      { by: 'access_restrictions', permission: 'view_test_results' },
    ],
  });
});

it('tells a service without restrictions what to set', async () => {
  for (const path of ['/me', '/openapi.json', '/history']) {
    const response = await fetch(`${backend.url}${path}`, {
      headers: {
        authorization: `Bearer ${tokenOf('a-service-without-restrictions')}`,
      },
    });
    expect([path, response.status]).toEqual([path, 403]);
    expect((await response.json()).error.message).toMatch(
      /add accessRestrictions with plugin: leadshop-testing .* backend\.auth\.externalAccess/,
    );
  }
});

it('lets the other plugins of the portal in', async () => {
  const { token } = await neighbourAuth.getPluginRequestToken({
    onBehalfOf: await neighbourAuth.getOwnServiceCredentials(),
    targetPluginId: 'leadshop-testing',
  });
  const response = await fetch(`${backend.url}/history`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
});

it('knows no other token', async () => {
  const response = await fetch(`${backend.url}/me`, {
    headers: { authorization: 'Bearer token-of-nobody' },
  });
  expect(response.status).toBe(401);
});
