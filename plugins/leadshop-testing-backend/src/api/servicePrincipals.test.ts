/*
 * Services, such as CI systems, with real static tokens of Backstage: what each
 * may do is what its accessRestrictions give, on every route and on the socket.
 */
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
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
  // As everywhere in Backstage: who restricts nothing gives everything
  'a-service-without-restrictions': { may: PERMISSION_NAMES },
};

const NAMES = Object.keys(SERVICES);
const tokenOf = (name: string) => `token-of-${name}`;

let backend: PolicyBackend;

beforeAll(async () => {
  backend = await startPolicyBackend({
    auth: [authServiceFactory, httpAuthServiceFactory],
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

it('knows no other token', async () => {
  const response = await fetch(`${backend.url}/me`, {
    headers: { authorization: 'Bearer token-of-nobody' },
  });
  expect(response.status).toBe(401);
});
