import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  DEFAULT_ROLE_PERMISSIONS,
  PERMISSION_NAMES,
  permissionId,
  PermissionName,
  ROLE_NAMES,
  RoleMatrix,
  roleMatrixSchema,
  meSchema,
  settingsSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { createLeadshopRolesDecision } from '@leadshop/backstage-plugin-leadshop-testing-node';
import express from 'express';
import request from 'supertest';
import { readLeadshopTestingConfig, SettingsInForce } from '../../config';
import { PermissionGuard } from '../PermissionGuard';
import { Routes } from '../Routes';
import { addAccessRoutes } from './accessRoutes';

const ANN = mockCredentials.user.header('user:default/ann');
const SERVICE = mockCredentials.service.header({
  onBehalfOf: mockCredentials.service('plugin:catalog'),
  targetPluginId: 'test',
});

/** Ann is in a team below QA, and a viewer by name. */
const ROLES = {
  viewer: { members: ['user:ann', 'group:typo'] },
  admin: { members: ['group:qa'], permissions: ['manage_users'] },
};

const person = (kind: string, name: string, type: string, above: string[]) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default' },
  relations: above.map(targetRef => ({ type, targetRef })),
});

/** @param granted - what the policy of the portal gives to everybody */
function served(granted: readonly PermissionName[]) {
  const auth = mockServices.auth();
  const ids = granted.map(permissionId);
  const guard = new PermissionGuard({
    auth,
    permissions: mockServices.permissions.mock({
      authorize: async requests =>
        requests.map(({ permission }) => ({
          result: ids.includes(permission.name)
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
        })),
    }),
  });
  const root = mockServices.rootConfig({
    data: { leadshopTesting: { roles: ROLES } },
  });
  const catalog = catalogServiceMock({
    entities: [
      person('User', 'ann', 'memberOf', ['group:default/team']),
      person('Group', 'team', 'childOf', ['group:default/qa']),
      person('Group', 'qa', 'childOf', []),
    ],
  });
  const routes = new Routes({
    httpAuth: mockServices.httpAuth(),
    guard,
    audit: { run: (_, work) => work(async () => {}) },
    limits: { count: async () => {} },
  });
  addAccessRoutes(routes, {
    auth,
    catalog,
    guard,
    matrix: createLeadshopRolesDecision(root, {
      auth,
      catalog,
      logger: mockServices.logger.mock(),
    }),
    settings: new SettingsInForce(root, readLeadshopTestingConfig(root)),
  });
  const app = express().use(routes.router).use(mockErrorHandler());
  return {
    catalog,
    async get(path: string, who = ANN) {
      const { body } = await request(app)
        .get(path)
        .set('authorization', who)
        .expect(200);
      return body;
    },
  };
}

const BOTH = [
  'view_test_results',
  'view_system_metrics',
  'manage_users',
] as const;

describe('GET /me', () => {
  it('says which role, member and setting give each permission', async () => {
    const me = meSchema.parse(await served(BOTH).get('/me'));
    const byName = {
      by: 'role',
      role: 'viewer',
      permission_source: 'default',
      member: 'user:default/ann',
      member_source: 'leadshopTesting.roles.viewer.members.0',
      through: ['user:default/ann'],
    };
    expect(me).toEqual({
      user_ref: 'user:default/ann',
      kind: 'user',
      roles: ['admin', 'viewer'],
      permissions: BOTH,
      grants: [
        { ...byName, permission: 'view_test_results' },
        { ...byName, permission: 'view_system_metrics' },
        {
          by: 'role',
          permission: 'manage_users',
          role: 'admin',
          permission_source: 'leadshopTesting.roles.admin.permissions.0',
          member: 'group:default/qa',
          member_source: 'leadshopTesting.roles.admin.members.0',
          through: [
            'user:default/ann',
            'group:default/team',
            'group:default/qa',
          ],
        },
      ],
    });
  });

  it('goes by the policy of the portal, and says what it alone gives', async () => {
    const { permissions, grants } = await served(['manage_leads']).get('/me');
    expect(permissions).toEqual(['manage_leads']);
    expect(grants).toEqual([{ by: 'policy', permission: 'manage_leads' }]);
  });

  it('says of a service that its token gives what it has', async () => {
    const me = await served(['manage_leads']).get('/me', SERVICE);
    expect(me).toMatchObject({
      user_ref: 'service:plugin:catalog',
      kind: 'service',
      roles: [],
      grants: [{ by: 'access_restrictions', permission: 'manage_leads' }],
    });
  });
});

describe('GET /roles', () => {
  it('has the whole matrix, with the source of each part', async () => {
    const matrix: RoleMatrix = roleMatrixSchema.parse(
      await served(BOTH).get('/roles'),
    );
    expect(matrix.permissions).toEqual(
      PERMISSION_NAMES.map(name => ({ name, id: permissionId(name) })),
    );
    expect(matrix.roles.map(({ name }) => name)).toEqual([...ROLE_NAMES]);
    const { admin, qa_tester, viewer } = Object.fromEntries(
      matrix.roles.map(role => [role.name, role]),
    );
    expect(admin).toEqual({
      name: 'admin',
      permissions: [
        {
          name: 'manage_users',
          source: 'leadshopTesting.roles.admin.permissions.0',
        },
      ],
      members: [
        {
          ref: 'group:default/qa',
          source: 'leadshopTesting.roles.admin.members.0',
          in_catalog: true,
        },
      ],
    });
    expect(qa_tester).toEqual({
      name: 'qa_tester',
      permissions: DEFAULT_ROLE_PERMISSIONS.qa_tester.map(name => ({
        name,
        source: 'default',
      })),
      members: [],
    });
    expect(viewer.members.map(member => member.in_catalog)).toEqual([
      true,
      false,
    ]);
  });

  it.each([
    ['the same as this matrix', [...BOTH], ANN, true],
    ['something else', ['manage_users', 'manage_leads'], ANN, false],
    ['a service', ['manage_users'], SERVICE, null],
  ] as const)(
    'tells whether the policy gives %s',
    async (_, given, who, agrees) => {
      const { agrees_with_policy } = await served(given).get('/roles', who);
      expect(agrees_with_policy).toBe(agrees);
    },
  );

  it('is there while the catalog is away, for who is let in by another policy', async () => {
    const { catalog, get } = served(['manage_users']);
    jest
      .spyOn(catalog, 'getEntitiesByRefs')
      .mockRejectedValue(new Error('away'));
    const { roles } = await get('/roles', SERVICE);
    expect(roles[4].members[0].in_catalog).toBeNull();
  });
});

it('GET /config answers the settings', async () => {
  const { settings, providers } = settingsSchema.parse(
    await served(['manage_system_config']).get('/config'),
  );
  expect(settings).toContainEqual(
    expect.objectContaining({
      path: 'leadshopTesting.execution.maxConcurrentTests',
      value: 10,
      source: 'default',
    }),
  );
  expect(providers).toContainEqual({ name: 's3', mode: 'sandbox' });
});
