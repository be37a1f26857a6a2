import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { readRoles } from './roles';
import { RolesReader } from './RolesReader';

const matrix = (...members: string[]) =>
  readRoles(
    new ConfigReader({ leadshopTesting: { roles: { viewer: { members } } } }),
  );

/** A catalog where each user is in the group of its own number. */
function setUp() {
  const world = { now: 1, group: 'team' };
  const catalog = catalogServiceMock.mock({
    getEntitiesByRefs: async ({ entityRefs }) => ({
      items: entityRefs.map(ref => ({
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'X',
        metadata: { name: 'x' },
        relations: ref.startsWith('user:')
          ? [
              {
                type: 'memberOf',
                targetRef: `group:default/${world.group}-${ref.split('/')[1]}`,
              },
            ]
          : [{ type: 'childOf', targetRef: 'group:default/all' }],
      })),
    }),
  });
  const reader = new RolesReader(
    {
      auth: mockServices.auth(),
      catalog,
      logger: mockServices.logger.mock(),
    },
    { now: () => world.now },
  );
  return { world, catalog, reader };
}

const users = (n: number) =>
  Array.from({ length: n }, (_, i) => `user:default/u${i}`);

it('reads a thousand users who are asked about at once with a few questions', async () => {
  const { catalog, reader } = setUp();
  const roles = matrix('group:default/team-u7');
  const granted = await Promise.all(
    users(1_000).map(ref => reader.permissionsOf(ref, roles)),
  );
  expect(granted.map(names => names.length > 0)).toEqual(
    users(1_000).map(ref => ref === 'user:default/u7'),
  );
  // Users and their groups in pieces of 500, and the one above
  expect(
    catalog.getEntitiesByRefs.mock.calls.map(([q]) => q.entityRefs.length),
  ).toEqual([500, 500, 500, 500, 1]);
});

it('asks the catalog nothing where no group counts', async () => {
  const { catalog, reader } = setUp();
  const roles = matrix('user:default/u1');
  await expect(
    reader.permissionsOf('user:default/u1', roles),
  ).resolves.toContain('view_test_results');
  expect(catalog.getEntitiesByRefs).not.toHaveBeenCalled();
});

it('knows nothing anew when it is fresh', async () => {
  const { world, reader } = setUp();
  const roles = matrix('group:default/team-u1');
  const may = async (asked: RolesReader) =>
    (await asked.permissionsOf('user:default/u1', roles)).length > 0;
  expect(await may(reader)).toBe(true);
  world.group = 'other';
  expect(await may(reader)).toBe(true);
  expect(await may(reader.fresh())).toBe(false);
});
