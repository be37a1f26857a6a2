/* The guard before a policy that hands its role matrix over. */
import { PermissionsService } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  createLeadshopRolesDecision,
  createLeadshopRolesReader,
  rolesHandover,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { PermissionGuard } from './PermissionGuard';

const ANN = mockCredentials.user('user:default/ann');
const BOB = mockCredentials.user('user:default/bob');

let now = 0;

beforeEach(() => {
  now = 1_000;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

function setUp() {
  const world = { member: 'user:default/ann', group: 'team', handsOver: true };
  const services = {
    auth: mockServices.auth(),
    logger: mockServices.logger.mock(),
    catalog: catalogServiceMock.mock({
      getEntitiesByRefs: async ({ entityRefs }) => ({
        items: entityRefs.map(() => ({
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'X',
          metadata: { name: 'x' },
          relations: [
            { type: 'memberOf', targetRef: `group:default/${world.group}` },
          ],
        })),
      }),
    }),
  };
  const authorizeConditional: PermissionsService['authorizeConditional'] =
    async ([request], options) => {
      const matrix = createLeadshopRolesDecision(
        new ConfigReader({
          leadshopTesting: { roles: { viewer: { members: [world.member] } } },
        }),
        services,
      );
      expect(request.permission).toEqual(rolesHandover);
      expect(options?.credentials.principal).toMatchObject({ type: 'user' });
      return [
        (world.handsOver && matrix.handOver(request)) || {
          result: AuthorizeResult.DENY,
        },
      ];
    };
  const permissions = mockServices.permissions.mock({
    authorizeConditional,
    authorize: async requests =>
      requests.map(() => ({ result: AuthorizeResult.ALLOW })),
  });
  const guard = new PermissionGuard({
    permissions,
    auth: services.auth,
    reader: createLeadshopRolesReader(services),
  });
  const sees = (who: typeof ANN) => guard.has(who, 'view_test_results');
  return { world, guard, permissions, catalog: services.catalog, sees };
}

it('decides for all by one question', async () => {
  const { guard, permissions, sees } = setUp();
  expect(await guard.granted(ANN)).toEqual(
    new Set(['view_test_results', 'view_system_metrics']),
  );
  expect(await sees(BOB)).toBe(false);
  expect(permissions.authorizeConditional).toHaveBeenCalledTimes(1);
  expect(permissions.authorize).not.toHaveBeenCalled();
});

it('uses a matrix for two seconds from the question, and keeps no decision', async () => {
  const { world, sees } = setUp();
  await sees(BOB);
  now += 1_000;
  expect(await sees(ANN)).toBe(true);
  world.member = BOB.principal.userEntityRef;
  now += 999;
  expect(await sees(ANN)).toBe(true);
  now += 1;
  expect(await sees(ANN)).toBe(false);
  expect(await sees(BOB)).toBe(true);
});

it('asks matrix and catalog anew when told to', async () => {
  const { world, guard, sees } = setUp();
  world.member = 'group:default/team';
  expect(await sees(ANN)).toBe(true);
  world.group = 'other';
  const regrouped = await guard.anew([mockCredentials.service(), ANN]);
  expect(regrouped.atOnce).toBe(2_000);
  expect(await regrouped.granted(ANN)).toEqual(new Set());
  world.member = 'group:default/other';
  const renamed = await guard.anew([ANN]);
  expect((await renamed.granted(ANN)).has('view_test_results')).toBe(true);
});

it.each<[string, (permissions: PermissionsService) => void]>([
  [
    'the question fails',
    p =>
      jest.mocked(p.authorizeConditional).mockRejectedValue(new Error('away')),
  ],
  [
    'the answer is none',
    p => jest.mocked(p.authorizeConditional).mockResolvedValue([]),
  ],
])('asks about each when %s', async (_, fault) => {
  const { guard, permissions, sees } = setUp();
  fault(permissions);
  expect(await sees(BOB)).toBe(true);
  expect(await sees(ANN)).toBe(true);
  expect(permissions.authorize).toHaveBeenCalledTimes(2);
  expect(permissions.authorizeConditional).toHaveBeenCalledTimes(1);
  expect((await guard.anew([ANN])).atOnce).toBe(32);
});

it('asks about each from the moment when the policy hands nothing over', async () => {
  const { world, permissions, sees } = setUp();
  expect(await sees(BOB)).toBe(false);
  world.handsOver = false;
  now += 2_000;
  expect(await sees(BOB)).toBe(true);
  expect(permissions.authorize).toHaveBeenCalledTimes(1);
});

it('asks about services one by one: the matrix is of users', async () => {
  const { guard, permissions } = setUp();
  const service = mockCredentials.service('external:ci', {});
  const decisions = await guard.anew([service]);
  await decisions.granted(service);
  await guard.granted(service);
  expect(permissions.authorizeConditional).not.toHaveBeenCalled();
  expect(permissions.authorize).toHaveBeenCalledTimes(1);
});

it('lets nobody in while the catalog is away', async () => {
  const { world, catalog, sees } = setUp();
  world.member = 'group:default/team';
  catalog.getEntitiesByRefs.mockRejectedValueOnce(new Error('away'));
  await expect(sees(ANN)).rejects.toMatchObject({
    name: 'ServiceUnavailableError',
  });
  expect(await sees(ANN)).toBe(true);
});
