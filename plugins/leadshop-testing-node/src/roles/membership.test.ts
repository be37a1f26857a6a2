import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Membership, MEMBERSHIP_TTL_MS } from './membership';

const ANN = 'user:default/ann';

function entity(kind: string, name: string, relations: [string, string][]) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default' },
    spec: {},
    relations: relations.map(([type, targetRef]) => ({ type, targetRef })),
  };
}

const user = (...groups: string[]) =>
  entity('User', 'ann', [
    ...groups.map((g): [string, string] => ['memberOf', `group:default/${g}`]),
    ['ownerOf', 'component:default/shop'],
  ]);

const group = (name: string, ...parents: string[]) =>
  entity('Group', name, [
    ...parents.map((p): [string, string] => ['childOf', `group:default/${p}`]),
    ['hasMember', ANN],
    ['parentOf', 'group:default/below'],
  ]);

function setUp(entities: Entity[]) {
  const world = { now: 1, entities };
  const catalog = catalogServiceMock.mock({
    getEntitiesByRefs: (query, options) =>
      catalogServiceMock({ entities: world.entities }).getEntitiesByRefs(
        query,
        options,
      ),
  });
  const logger = mockServices.logger.mock();
  const membership = new Membership(
    { auth: mockServices.auth(), catalog, logger },
    { now: () => world.now },
  );
  const refs = async () => [...(await membership.of(ANN)).keys()];
  return { world, catalog, logger, membership, refs };
}

it('finds the groups above the direct ones, and how each was found', async () => {
  const { membership } = setUp([
    user('team', 'guild'),
    group('team', 'department'),
    group('guild', 'department', 'company'),
    group('department', 'company'),
    group('company'),
    group('other'),
  ]);
  expect([...(await membership.of('User:Default/Ann'))]).toEqual([
    [ANN, undefined],
    ['group:default/team', ANN],
    ['group:default/guild', ANN],
    ['group:default/department', 'group:default/team'],
    ['group:default/company', 'group:default/guild'],
  ]);
});

it('asks the catalog once per level, not once per group', async () => {
  const { catalog, refs } = setUp([
    user('a', 'b'),
    group('a', 'top'),
    group('b', 'top'),
    group('top'),
  ]);
  await refs();
  expect(
    catalog.getEntitiesByRefs.mock.calls.map(([query]) => query.entityRefs),
  ).toEqual([
    [ANN],
    ['group:default/a', 'group:default/b'],
    ['group:default/top'],
  ]);
});

it.each([
  ['ends in a circle of groups', [user('a'), group('a', 'b'), group('b', 'a')]],
  ['leaves out what is above a group that is not there', [user('a', 'b')]],
])('%s', async (_, entities) => {
  const { refs } = setUp(entities);
  expect(await refs()).toEqual([ANN, 'group:default/a', 'group:default/b']);
});

it('knows a user who is not in the catalog by its name alone', async () => {
  const { refs } = setUp([group('a')]);
  expect(await refs()).toEqual([ANN]);
});

it('stops at a thousand groups and says so', async () => {
  const parents = Array.from({ length: 1_200 }, (_, n) => `parent-${n}`);
  const { refs, logger } = setUp([user('a'), group('a', ...parents)]);
  expect(await refs()).toHaveLength(1_000);
  expect(logger.warn).toHaveBeenCalledWith(
    expect.stringContaining('more than 1000 groups'),
  );
});

describe('what the catalog said', () => {
  it('is kept for two seconds from the question, not longer', async () => {
    const { world, catalog, refs } = setUp([user('a'), group('a', 'b')]);
    await refs();
    expect(catalog.getEntitiesByRefs).toHaveBeenCalledTimes(3);
    world.now += MEMBERSHIP_TTL_MS - 1;
    await refs();
    expect(catalog.getEntitiesByRefs).toHaveBeenCalledTimes(3);
    world.now += 2;
    await refs();
    expect(catalog.getEntitiesByRefs).toHaveBeenCalledTimes(6);
  });

  // A group read for somebody else must not add its age to the user's
  it.each([
    ['the group of a user', [user(), group('a', 'b')]],
    ['the group above it', [user('a'), group('a')]],
  ])('is forgotten in time when %s goes', async (_, after) => {
    const { world, membership, refs } = setUp([user('a'), group('a', 'b')]);
    await membership.of('user:default/bob');
    await refs();
    world.entities = after;
    world.now += MEMBERSHIP_TTL_MS - 1;
    await membership.of('user:default/bob');
    expect(await refs()).toContain('group:default/b');
    world.now += 2;
    expect(await refs()).not.toContain('group:default/b');
  });

  it('is asked once by many at the same moment', async () => {
    const { catalog, refs } = setUp([user()]);
    await Promise.all(Array.from({ length: 20 }, refs));
    expect(catalog.getEntitiesByRefs).toHaveBeenCalledTimes(1);
  });
});

it('lets nobody in while the catalog is away, says so, and keeps no failure', async () => {
  const { catalog, refs } = setUp([user('a')]);
  catalog.getEntitiesByRefs.mockRejectedValueOnce(new Error('refused'));
  await expect(refs()).rejects.toMatchObject({
    name: 'ServiceUnavailableError',
    message: expect.stringContaining('The catalog did not say'),
    cause: { message: 'refused' },
  });
  expect(await refs()).toContain('group:default/a');
});
