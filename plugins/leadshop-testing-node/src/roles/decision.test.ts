import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { RoleMatrix } from './decision';

const ann = mockCredentials.user('user:default/ann');

/** A configuration that changes as a file on the disk does. */
function changing(roles: object) {
  let current = new ConfigReader({ leadshopTesting: { roles } });
  const listeners: (() => void)[] = [];
  const config = Object.assign(
    mockServices.rootConfig.mock({
      getOptional: key => current.getOptional(key),
    }),
    {
      subscribe(listener: () => void) {
        listeners.push(listener);
        return { unsubscribe: () => {} };
      },
    },
  );
  return {
    config,
    change(to: object) {
      current = new ConfigReader({ leadshopTesting: { roles: to } });
      for (const listener of listeners) listener();
    },
  };
}

function matrixOf(config: ReturnType<typeof changing>['config']) {
  const logger = mockServices.logger.mock();
  const catalog = catalogServiceMock({
    entities: [
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'User',
        metadata: { name: 'ann', namespace: 'default' },
        relations: [{ type: 'memberOf', targetRef: 'group:default/team' }],
      },
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Group',
        metadata: { name: 'team', namespace: 'default' },
        relations: [{ type: 'childOf', targetRef: 'group:default/qa' }],
      },
    ],
  });
  const matrix = new RoleMatrix(config, {
    auth: mockServices.auth(),
    catalog,
    logger,
  });
  const rolesOfAnn = async () => (await matrix.explain(ann)).roles;
  return { catalog, matrix, logger, rolesOfAnn };
}

it('says what gives each permission: every role, member and setting', async () => {
  const { config } = changing({
    viewer: { members: ['user:default/ann'] },
    developer: {
      members: ['user:default/bob', 'group:qa'],
      permissions: ['manage_leads', 'view_test_results'],
    },
  });
  const developer = {
    role: 'developer',
    member: 'group:default/qa',
    member_source: 'leadshopTesting.roles.developer.members.1',
    through: ['user:default/ann', 'group:default/team', 'group:default/qa'],
  };
  const viewer = {
    role: 'viewer',
    permission_source: 'default',
    member: 'user:default/ann',
    member_source: 'leadshopTesting.roles.viewer.members.0',
    through: ['user:default/ann'],
  };
  expect(await matrixOf(config).matrix.explain(ann)).toEqual({
    user_ref: 'user:default/ann',
    roles: ['developer', 'viewer'],
    permissions: ['view_test_results', 'manage_leads', 'view_system_metrics'],
    grants: [
      {
        ...developer,
        permission: 'view_test_results',
        permission_source: 'leadshopTesting.roles.developer.permissions.1',
      },
      { ...viewer, permission: 'view_test_results' },
      {
        ...developer,
        permission: 'manage_leads',
        permission_source: 'leadshopTesting.roles.developer.permissions.0',
      },
      { ...viewer, permission: 'view_system_metrics' },
    ],
  });
});

it('does not need the catalog where no group has a role', async () => {
  const { config, change } = changing({ viewer: { members: ['user:Ann'] } });
  const { catalog, rolesOfAnn } = matrixOf(config);
  jest.spyOn(catalog, 'getEntitiesByRefs').mockRejectedValue(new Error('away'));
  expect(await rolesOfAnn()).toEqual(['viewer']);
  change({ viewer: { members: ['user:Ann', 'group:qa'] } });
  await expect(rolesOfAnn()).rejects.toThrow('The catalog did not say');
});

describe('a change of app-config', () => {
  it('is in force at once', async () => {
    const { config, change } = changing({});
    const { rolesOfAnn, matrix } = matrixOf(config);
    expect(await rolesOfAnn()).toEqual([]);
    change({ admin: { members: ['group:team'], permissions: [] } });
    expect(await rolesOfAnn()).toEqual(['admin']);
    expect([...matrix.roles.admin.permissions]).toEqual([]);
    change({});
    expect(await rolesOfAnn()).toEqual([]);
  });

  it('with a mistake changes nothing, and the log says what is wrong', async () => {
    const { config, change } = changing({ viewer: { members: ['group:qa'] } });
    const { rolesOfAnn, logger } = matrixOf(config);
    change({ admin: { members: ['user:ann'] }, boss: {} });
    expect(await rolesOfAnn()).toEqual(['viewer']);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('the ones before still are'),
      expect.objectContaining({
        message: expect.stringContaining('leadshopTesting.roles.boss'),
      }),
    );
  });
});
