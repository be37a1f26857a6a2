import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import permissionPlugin from '@backstage/plugin-permission-backend';
import {
  DEFAULT_ROLE_PERMISSIONS,
  PERMISSION_NAMES,
  permissions,
  ROLE_NAMES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import request from 'supertest';
import leadshopRoles from '.';

/** Groups of each user, as the catalog has them. */
const GROUPS: Record<string, string[]> = {
  admin: ['admins'],
  qa_manager: ['managers'],
  qa_tester: [],
  // Has the role through the group above its own
  developer: ['team'],
  viewer: ['viewers'],
  'two-roles': ['viewers', 'managers'],
  'no-role': [],
};

const roles = {
  admin: { members: ['group:default/admins'] },
  qa_manager: { members: ['group:default/managers'] },
  qa_tester: { members: ['user:default/qa_tester'] },
  developer: { members: ['group:default/engineering'] },
  viewer: { members: ['group:default/viewers'] },
};

function entity(kind: string, name: string, relation: string, to: string[]) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default' },
    spec: {},
    relations: to.map(group => ({
      type: relation,
      targetRef: `group:default/${group}`,
    })),
  };
}

const entities = [
  ...Object.entries(GROUPS).map(([name, groups]) =>
    entity('User', name, 'memberOf', groups),
  ),
  entity('Group', 'team', 'childOf', ['engineering']),
];

function start(leadshopTesting: object) {
  return startTestBackend({
    features: [
      permissionPlugin,
      leadshopRoles,
      catalogServiceMock.factory({ entities }),
      mockServices.rootConfig.factory({
        data: { permission: { enabled: true }, leadshopTesting },
      }),
    ],
  });
}

type Backend = Awaited<ReturnType<typeof start>>;

interface AskedPermission {
  name: string;
  attributes: object;
}

async function ask(
  backend: Backend,
  user: string,
  asked: AskedPermission[],
): Promise<string[]> {
  const answer = await request(backend.server)
    .post('/api/permission/authorize')
    .set('Authorization', mockCredentials.user.header(`user:default/${user}`))
    .send({
      items: asked.map(({ name, attributes }, index) => ({
        id: String(index),
        permission: { type: 'basic', name, attributes },
      })),
    });
  expect(answer.status).toBe(200);
  return answer.body.items
    .map((item: { result: string }, index: number) =>
      item.result === 'ALLOW' ? asked[index].name : undefined,
    )
    .filter((name: string | undefined) => name !== undefined);
}

const all = PERMISSION_NAMES.map(name => permissions[name]);
const id = (name: string) => `leadshop-testing.${name}`;

describe('the policy over HTTP', () => {
  let backend: Backend;

  beforeAll(async () => {
    backend = await start({ roles });
  });
  afterAll(() => backend.stop());

  it.each(ROLE_NAMES)('gives %s exactly its permissions', async role => {
    expect(await ask(backend, role, all)).toEqual(
      DEFAULT_ROLE_PERMISSIONS[role].map(id),
    );
  });

  it('gives two roles the union of both', async () => {
    expect(await ask(backend, 'two-roles', all)).toEqual(
      PERMISSION_NAMES.filter(name =>
        DEFAULT_ROLE_PERMISSIONS.qa_manager.includes(name),
      ).map(id),
    );
  });

  it('gives nothing to a user without a role', async () => {
    expect(await ask(backend, 'no-role', all)).toEqual([]);
  });

  it('denies a permission of ours that nobody knows', async () => {
    expect(
      await ask(backend, 'admin', [
        { name: 'leadshop-testing.everything', attributes: {} },
      ]),
    ).toEqual([]);
  });

  it.each([
    ['admin', ['catalog.read', 'catalog.delete', 'catalog.unsaid']],
    ['qa_manager', ['catalog.read']],
    ['no-role', ['catalog.read']],
  ])('elsewhere %s may %j', async (user, allowed) => {
    expect(
      await ask(backend, user, [
        { name: 'catalog.read', attributes: { action: 'read' } },
        { name: 'catalog.delete', attributes: { action: 'delete' } },
        { name: 'catalog.unsaid', attributes: {} },
      ]),
    ).toEqual(allowed);
  });
});

describe('the matrix from app-config', () => {
  it('follows custom permissions', async () => {
    const backend = await start({
      roles: {
        ...roles,
        viewer: { ...roles.viewer, permissions: ['view_audit_logs'] },
      },
    });
    try {
      expect(await ask(backend, 'viewer', all)).toEqual([
        id('view_audit_logs'),
      ]);
    } finally {
      await backend.stop();
    }
  });

  it('stops the start when it is wrong', async () => {
    await expect(start({ roles: { boss: { members: [] } } })).rejects.toThrow(
      /leadshopTesting\.roles\.boss: there is no such role/,
    );
  });
});
