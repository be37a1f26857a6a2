import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthenticationError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  PERMISSION_NAMES,
  permissionId,
  PermissionName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadshopRolesReader } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { DECISION_TTL_MS, PermissionGuard } from './PermissionGuard';

const ANN = mockCredentials.user('user:default/ann');
const BOB = mockCredentials.user('user:default/bob');

/** A guard before a policy that the test changes, on a clock that it turns. */
function guarded(granted: PermissionName[] = []) {
  const world = { now: 1_000, granted, asked: [] as BackstageCredentials[] };
  const authorize: PermissionsService['authorize'] = async (
    requests,
    options,
  ) => {
    world.asked.push(options?.credentials as BackstageCredentials);
    const ids = world.granted.map(permissionId);
    return requests.map(({ permission }) => ({
      result: ids.includes(permission.name)
        ? AuthorizeResult.ALLOW
        : AuthorizeResult.DENY,
    }));
  };
  const permissions = mockServices.permissions.mock({ authorize });
  const guard = new PermissionGuard({
    permissions,
    auth: mockServices.auth(),
    now: () => world.now,
  });
  return { guard, world, permissions, authorize };
}

describe('principalRef', () => {
  const { guard } = guarded();

  it('names users and services', () => {
    expect(guard.principalRef(ANN)).toBe('user:default/ann');
    expect(guard.principalRef(mockCredentials.service('plugin:catalog'))).toBe(
      'service:plugin:catalog',
    );
  });

  it('knows nobody who is not signed in', async () => {
    const nobody = mockCredentials.none();
    expect(() => guard.principalRef(nobody)).toThrow('Sign in first');
    await expect(guard.granted(nobody)).rejects.toMatchObject({
      name: 'AuthenticationError',
    });
  });
});

it('asks a policy that hands its role matrix over once for all users', async () => {
  const resourceType = 'leadshop-testing-roles';
  const permissions = mockServices.permissions.mock({
    authorizeConditional: async () => [
      {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'leadshop-testing',
        resourceType,
        conditions: {
          anyOf: [
            {
              rule: 'HAS_ROLE',
              resourceType,
              params: {
                role: 'viewer',
                members: ['user:default/ann'],
                permissions: ['view_test_results'],
              },
            },
          ],
        },
      },
    ],
  });
  const reader: LeadshopRolesReader = {
    permissionsOf: async (ref, { viewer }) =>
      viewer.members.has(ref) ? [...viewer.permissions.keys()] : [],
    fresh: () => reader,
  };
  const guard = new PermissionGuard({
    permissions,
    auth: mockServices.auth(),
    reader,
  });
  await expect(guard.granted(ANN)).resolves.toEqual(
    new Set(['view_test_results']),
  );
  await expect(guard.granted(BOB)).resolves.toEqual(new Set());
  expect(permissions.authorizeConditional).toHaveBeenCalledTimes(1);
  expect(permissions.authorize).not.toHaveBeenCalled();
});

describe('require', () => {
  it('lets pass who has the permission', async () => {
    const { guard } = guarded(['view_test_results']);
    await expect(
      guard.require(ANN, 'view_test_results'),
    ).resolves.toBeUndefined();
  });

  it('names the one that is missing', async () => {
    const { guard } = guarded(['view_test_results']);
    await expect(
      guard.require(ANN, 'run_pipeline_tests'),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: "Permission 'run_pipeline_tests' required",
    });
  });

  it('is content with any of several, and names all when there is none', async () => {
    const { guard } = guarded(['manage_leads']);
    await expect(
      guard.require(ANN, 'run_pipeline_tests', 'manage_leads'),
    ).resolves.toBeUndefined();
    await expect(
      guard.require(ANN, 'run_pipeline_tests', 'view_audit_logs'),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: "Permission 'run_pipeline_tests' or 'view_audit_logs' required",
    });
  });
});

describe('has', () => {
  it('is content with any of several', async () => {
    const { guard } = guarded(['manage_leads']);
    await expect(
      guard.has(ANN, 'run_pipeline_tests', 'manage_leads'),
    ).resolves.toBe(true);
    await expect(guard.has(ANN, 'run_pipeline_tests')).resolves.toBe(false);
    await expect(guard.has(ANN)).resolves.toBe(false);
  });
});

describe('granted', () => {
  it('asks for all nine at once, as the caller', async () => {
    const { guard, world, permissions } = guarded(['manage_users']);
    await expect(guard.granted(ANN)).resolves.toEqual(
      new Set(['manage_users']),
    );
    expect(world.asked).toEqual([ANN]);
    const [requests] = permissions.authorize.mock.calls[0];
    expect(requests.map(({ permission }) => permission.name)).toEqual(
      PERMISSION_NAMES.map(permissionId),
    );
  });

  it('does not take one token of a service for another', async () => {
    const { guard, world } = guarded(['view_test_results']);
    const restricted = mockCredentials.service('external:ci', {
      permissionNames: [permissionId('manage_leads')],
    });
    const other = mockCredentials.service('external:ci', {
      permissionNames: [permissionId('view_test_results')],
    });
    await guard.granted(other);
    await guard.granted(restricted);
    await guard.granted(restricted);
    expect(world.asked).toEqual([other, restricted]);
  });

  it('gives nothing to a service that restricts nothing, but to the portal itself', async () => {
    const { guard, world } = guarded(['manage_leads']);
    const unrestricted = mockCredentials.service('external:ci');
    await expect(guard.has(unrestricted, 'manage_leads')).rejects.toMatchObject(
      { name: 'NotAllowedError' },
    );
    expect(() => guard.admit(unrestricted)).toThrow('add accessRestrictions');
    expect(world.asked).toEqual([]);
    const search = mockCredentials.service('plugin:search');
    await expect(guard.has(search, 'manage_leads')).resolves.toBe(true);
  });

  it('keeps an answer for two seconds and not longer', async () => {
    expect(DECISION_TTL_MS).toBe(2_000);
    const { guard, world } = guarded(['view_test_results']);
    await guard.granted(ANN);
    world.granted = [];
    world.now += DECISION_TTL_MS - 1;
    await expect(guard.has(ANN, 'view_test_results')).resolves.toBe(true);
    world.now += 1;
    await expect(guard.has(ANN, 'view_test_results')).resolves.toBe(false);
    expect(world.asked).toHaveLength(2);
  });

  it('asks anew when told to, and keeps that answer for all', async () => {
    const { guard, world } = guarded(['view_test_results']);
    await guard.granted(ANN);
    world.granted = [];
    const decisions = await guard.anew([ANN]);
    expect(decisions.atOnce).toBe(32);
    await expect(decisions.granted(ANN)).resolves.toEqual(new Set());
    await expect(guard.has(ANN, 'view_test_results')).resolves.toBe(false);
    expect(world.asked).toHaveLength(2);
  });

  it('says that a token is not good any more, and not that nobody answered', async () => {
    const { guard, permissions } = guarded(['manage_leads']);
    permissions.authorize.mockRejectedValueOnce(
      new AuthenticationError('expired'),
    );
    await expect(guard.granted(ANN)).rejects.toMatchObject({
      name: 'AuthenticationError',
    });
  });

  it('counts from the question, however late the answer is', async () => {
    const { guard, world, permissions, authorize } = guarded(['manage_leads']);
    permissions.authorize.mockImplementationOnce(async (...args) => {
      const answer = await authorize(...args);
      world.now += 1_500;
      return answer;
    });
    await guard.granted(ANN);
    world.now += 500;
    await guard.granted(ANN);
    expect(world.asked).toHaveLength(2);
  });

  it('is asked once by those who ask at the same time', async () => {
    const { guard, world } = guarded(['manage_leads']);
    await Promise.all([guard.granted(ANN), guard.granted(ANN)]);
    expect(world.asked).toHaveLength(1);
  });

  it('does not mix people up', async () => {
    const { guard, world } = guarded(['manage_leads']);
    await guard.granted(ANN);
    world.granted = [];
    await expect(guard.granted(BOB)).resolves.toEqual(new Set());
    await expect(
      guard.granted(mockCredentials.service('user:default/ann', {})),
    ).resolves.toEqual(new Set());
    await expect(guard.has(ANN, 'manage_leads')).resolves.toBe(true);
  });

  it('does not keep a failure', async () => {
    const { guard, permissions } = guarded(['manage_leads']);
    permissions.authorize.mockRejectedValueOnce(new Error('away'));
    await expect(guard.granted(ANN)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('permission service did not say'),
      cause: { message: 'away' },
    });
    await expect(guard.has(ANN, 'manage_leads')).resolves.toBe(true);
  });

  it('lets a late failure not undo a newer answer', async () => {
    const { guard, world, permissions } = guarded(['manage_leads']);
    let fail: (error: Error) => void = () => {};
    permissions.authorize.mockReturnValueOnce(
      new Promise((_, reject) => {
        fail = reject;
      }),
    );
    const first = guard.granted(ANN);
    world.now += DECISION_TTL_MS;
    await guard.granted(ANN);
    fail(new Error('late'));
    await expect(first).rejects.toMatchObject({ cause: { message: 'late' } });
    await guard.granted(ANN);
    expect(permissions.authorize).toHaveBeenCalledTimes(2);
  });

  it('keeps the answers of ten thousand principals, and forgets the oldest', async () => {
    const { guard, world } = guarded(['manage_leads']);
    const user = (n: number) => mockCredentials.user(`user:default/u${n}`);
    for (let n = 0; n < 10_000; n++) await guard.granted(user(n));
    await guard.granted(user(0));
    expect(world.asked).toHaveLength(10_000);
    await guard.granted(user(10_000));
    await guard.granted(user(1));
    expect(world.asked).toHaveLength(10_001);
    await guard.granted(user(0));
    expect(world.asked).toHaveLength(10_002);
  });

  it('goes by the clock when no other is given', async () => {
    const { permissions } = guarded(['manage_leads']);
    const guard = new PermissionGuard({
      permissions,
      auth: mockServices.auth(),
    });
    await expect(guard.has(ANN, 'manage_leads')).resolves.toBe(true);
  });
});
