import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Membership } from './membership';

function group(name: string, ...parents: string[]): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: { type: 'team', children: [] },
    relations: [
      ...parents.map(parent => ({
        type: 'childOf',
        targetRef: `group:default/${parent}`,
      })),
      { type: 'hasMember', targetRef: 'user:default/ann' },
    ],
  };
}

const ann = mockCredentials.user('user:default/ann');

function setUp(options: { entities: Entity[]; direct: string[] }) {
  let now = 1;
  const catalog = catalogServiceMock({ entities: options.entities });
  const logger = mockServices.logger.mock();
  const userInfo = mockServices.userInfo.mock({
    getUserInfo: async () => ({
      userEntityRef: 'user:default/ann',
      ownershipEntityRefs: ['user:default/ann', ...options.direct],
    }),
  });
  return {
    catalog,
    logger,
    userInfo,
    wait: (ms: number) => {
      now += ms;
    },
    membership: new Membership(
      { auth: mockServices.auth(), catalog, logger, userInfo },
      { now: () => now },
    ),
  };
}

describe('Membership', () => {
  it('finds the groups above the direct ones, level by level', async () => {
    const { membership } = setUp({
      entities: [
        group('team', 'department'),
        group('guild', 'department', 'company'),
        group('department', 'company'),
        group('company'),
        group('other'),
      ],
      direct: ['group:default/team', 'group:default/guild'],
    });
    expect([...(await membership.refsOf(ann))].sort()).toEqual([
      'group:default/company',
      'group:default/department',
      'group:default/guild',
      'group:default/team',
      'user:default/ann',
    ]);
  });

  it('asks the catalog once per level, not once per group', async () => {
    const { membership, catalog } = setUp({
      entities: [group('a', 'top'), group('b', 'top'), group('top')],
      direct: ['group:default/a', 'group:default/b'],
    });
    const lookups = jest.spyOn(catalog, 'getEntitiesByRefs');
    await membership.refsOf(ann);
    expect(lookups.mock.calls.map(([query]) => query.entityRefs)).toEqual([
      ['group:default/a', 'group:default/b'],
      ['group:default/top'],
    ]);
  });

  it('ends in a circle of groups', async () => {
    const { membership } = setUp({
      entities: [group('a', 'b'), group('b', 'a')],
      direct: ['group:default/a'],
    });
    expect([...(await membership.refsOf(ann))]).toEqual([
      'user:default/ann',
      'group:default/a',
      'group:default/b',
    ]);
  });

  it('leaves out what is not in the catalog', async () => {
    const { membership } = setUp({
      entities: [],
      direct: ['group:default/gone'],
    });
    expect([...(await membership.refsOf(ann))]).toEqual([
      'user:default/ann',
      'group:default/gone',
    ]);
  });

  it('stops at a thousand groups and says so', async () => {
    const parents = Array.from({ length: 1_200 }, (_, n) => `parent-${n}`);
    const { membership, logger } = setUp({
      entities: [group('a', ...parents)],
      direct: ['group:default/a'],
    });
    expect((await membership.refsOf(ann)).size).toBe(1_000);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('more than 1000 groups'),
    );
  });

  it('keeps an answer for five seconds, not longer', async () => {
    const { membership, catalog, userInfo, wait } = setUp({
      entities: [group('a', 'b'), group('b')],
      direct: ['group:default/a'],
    });
    const lookups = jest.spyOn(catalog, 'getEntitiesByRefs');
    await membership.refsOf(ann);
    wait(4_999);
    await membership.refsOf(ann);
    expect(userInfo.getUserInfo).toHaveBeenCalledTimes(1);
    expect(lookups).toHaveBeenCalledTimes(2);
    wait(2);
    await membership.refsOf(ann);
    expect(userInfo.getUserInfo).toHaveBeenCalledTimes(2);
    expect(lookups).toHaveBeenCalledTimes(4);
  });

  it('asks once for many questions at the same moment', async () => {
    const { membership, userInfo } = setUp({ entities: [], direct: [] });
    await Promise.all(Array.from({ length: 20 }, () => membership.refsOf(ann)));
    expect(userInfo.getUserInfo).toHaveBeenCalledTimes(1);
  });

  it('goes by the direct groups while the catalog is away, and says so', async () => {
    const { membership, catalog, logger, wait } = setUp({
      entities: [group('a', 'b'), group('b')],
      direct: ['group:default/a'],
    });
    const lookup = jest
      .spyOn(catalog, 'getEntitiesByRefs')
      .mockRejectedValueOnce(new Error('connection refused'));
    expect([...(await membership.refsOf(ann))]).toEqual([
      'user:default/ann',
      'group:default/a',
    ]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('could not be read from the catalog'),
      expect.objectContaining({ message: 'connection refused' }),
    );
    wait(5_001);
    expect(await membership.refsOf(ann)).toContain('group:default/b');
    expect(lookup).toHaveBeenCalled();
  });

  it('does not keep a failure to tell who the user is', async () => {
    const { membership, userInfo } = setUp({ entities: [], direct: [] });
    userInfo.getUserInfo.mockRejectedValueOnce(new Error('auth is away'));
    await expect(membership.refsOf(ann)).rejects.toThrow('auth is away');
    expect(await membership.refsOf(ann)).toContain('user:default/ann');
  });
});
