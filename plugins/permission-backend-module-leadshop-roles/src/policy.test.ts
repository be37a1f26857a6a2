import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissions } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { createLeadshopRolesDecision } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { LeadshopRolesPolicy } from './policy';

const ann = mockCredentials.user('user:default/ann');
const elsewhere = {
  type: 'basic' as const,
  name: 'catalog.entity.read',
  attributes: { action: 'read' as const },
};

function createMatrix() {
  return createLeadshopRolesDecision(
    mockServices.rootConfig({
      data: {
        leadshopTesting: { roles: { viewer: { members: ['user:ann'] } } },
      },
    }),
    {
      auth: mockServices.auth(),
      catalog: catalogServiceMock(),
      logger: mockServices.logger.mock(),
    },
  );
}

function asUser(credentials: typeof ann) {
  return {
    credentials,
    info: { userEntityRef: 'user:default/ann', ownershipEntityRefs: [] },
  };
}

describe('a company with a policy of its own', () => {
  it('gets our decision about our permissions and none about others', async () => {
    const matrix = createMatrix();
    expect(
      await matrix.decide(
        { permission: permissions.view_test_results },
        asUser(ann),
      ),
    ).toEqual({ result: AuthorizeResult.ALLOW });
    expect(
      await matrix.decide(
        { permission: permissions.manage_leads },
        asUser(ann),
      ),
    ).toEqual({ result: AuthorizeResult.DENY });
    expect(
      await matrix.decide({ permission: elsewhere }, asUser(ann)),
    ).toBeUndefined();
  });

  it('learns the roles and permissions of a user', async () => {
    expect(await createMatrix().explain(ann)).toMatchObject({
      user_ref: 'user:default/ann',
      roles: ['viewer'],
      permissions: ['view_test_results', 'view_system_metrics'],
    });
  });
});

describe('somebody who is no user', () => {
  const policy = new LeadshopRolesPolicy(createMatrix(), mockServices.auth());

  it.each([permissions.view_test_results, elsewhere])(
    'is denied $name',
    async permission => {
      expect(await policy.handle({ permission })).toEqual({
        result: AuthorizeResult.DENY,
      });
    },
  );
});
