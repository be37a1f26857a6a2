import { ConfigReader } from '@backstage/config';
import {
  DEFAULT_ROLE_PERMISSIONS,
  PERMISSION_NAMES,
  ROLE_NAMES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { permissionsFor, readRoles, rolesFor } from './roles';

function rolesOf(roles: object) {
  return readRoles(new ConfigReader({ leadshopTesting: { roles } }));
}

describe('readRoles', () => {
  it('gives a role to nobody by default', () => {
    const roles = readRoles(new ConfigReader({}));
    for (const name of ROLE_NAMES) {
      expect(roles[name]).toEqual({
        members: new Map(),
        permissions: new Map(
          DEFAULT_ROLE_PERMISSIONS[name].map(p => [p, 'default']),
        ),
      });
    }
  });

  it('normalises members and says where each is from', () => {
    const { viewer } = rolesOf({
      viewer: { members: ['User:Default/Ann', 'group:qa', 'Group:team-a/QA'] },
    });
    expect([...viewer.members]).toEqual([
      ['user:default/ann', 'leadshopTesting.roles.viewer.members.0'],
      ['group:default/qa', 'leadshopTesting.roles.viewer.members.1'],
      ['group:team-a/qa', 'leadshopTesting.roles.viewer.members.2'],
    ]);
  });

  it('replaces the default permissions of a role and says where they are from', () => {
    const roles = rolesOf({ developer: { permissions: ['view_audit_logs'] } });
    expect([...roles.developer.permissions]).toEqual([
      ['view_audit_logs', 'leadshopTesting.roles.developer.permissions.0'],
    ]);
    expect(roles.viewer.permissions.get('view_test_results')).toBe('default');
  });

  it('takes an empty list of permissions at its word', () => {
    const roles = rolesOf({ admin: { permissions: [] } });
    expect(permissionsFor(['admin'], roles)).toEqual([]);
  });

  it.each([
    [
      'an unknown role',
      { tester: { members: [] } },
      'Invalid configuration at leadshopTesting.roles.tester: there is no such role; the roles are admin, qa_manager, qa_tester, developer, viewer',
    ],
    [
      'an unknown permission',
      { viewer: { permissions: ['view_test_results', 'view_everything'] } },
      "Invalid configuration at leadshopTesting.roles.viewer.permissions.1: there is no permission 'view_everything'; the permissions are run_pipeline_tests,",
    ],
    [
      'an unknown setting',
      { viewer: { member: ['user:default/ann'] } },
      'Invalid configuration at leadshopTesting.roles.viewer.member: there is no such setting; a role has members and permissions',
    ],
    [
      'a member without a kind',
      { viewer: { members: ['leadshop-viewers'] } },
      "Invalid configuration at leadshopTesting.roles.viewer.members.0: 'leadshop-viewers' is not an entity reference; write user:<namespace>/<name>",
    ],
    [
      'a wildcard',
      { viewer: { members: ['*'] } },
      "Invalid configuration at leadshopTesting.roles.viewer.members.0: '*' is not an entity reference",
    ],
    [
      'a member that is no person',
      { admin: { members: ['user:default/ann', 'component:default/x'] } },
      "Invalid configuration at leadshopTesting.roles.admin.members.1: 'component:default/x' is neither a user nor a group",
    ],
    [
      'members that are no list',
      { admin: { members: 'user:default/ann' } },
      'Invalid configuration at leadshopTesting.roles.admin.members: ',
    ],
  ])('refuses %s', (_, roles, message) => {
    expect(() => rolesOf(roles)).toThrow(message);
  });
});

describe('the matrix', () => {
  const roles = rolesOf(
    Object.fromEntries(
      ROLE_NAMES.map(name => [name, { members: [`group:default/${name}`] }]),
    ),
  );

  describe.each(ROLE_NAMES)('%s', role => {
    it.each(PERMISSION_NAMES)('%s', permission => {
      const names = rolesFor([`group:default/${role}`], roles);
      expect(names).toEqual([role]);
      expect(permissionsFor(names, roles).includes(permission)).toBe(
        DEFAULT_ROLE_PERMISSIONS[role].includes(permission),
      );
    });
  });

  it('gives the union of several roles, in the order of the matrix', () => {
    const names = rolesFor(
      ['group:default/viewer', 'group:default/qa_tester'],
      roles,
    );
    expect(names).toEqual(['qa_tester', 'viewer']);
    expect(permissionsFor(names, roles)).toEqual([
      'run_pipeline_tests',
      'view_test_results',
      'manage_leads',
      'view_system_metrics',
    ]);
  });

  it('gives nothing to somebody without a role', () => {
    const names = rolesFor(['user:default/ann', 'group:default/x'], roles);
    expect(names).toEqual([]);
    expect(permissionsFor(names, roles)).toEqual([]);
  });
});
