import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import permissionPlugin from '@backstage/plugin-permission-backend';
import searchPlugin from '@backstage/plugin-search-backend';
import leadshopTestingPlugin from '@leadshop/backstage-plugin-leadshop-testing-backend';
import leadshopRoles from '@leadshop/backstage-plugin-permission-backend-module-leadshop-roles';
import request from 'supertest';
import searchModule from '.';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const admin = 'user:default/admin';
const viewer = 'user:default/viewer';
const nobody = 'user:default/nobody';

const LEAD = {
  business_name: 'Harbour Bakery',
  website_url: 'https://www.harbour-bakery.example/shop',
  email: 'ann@harbour-bakery.example',
  contact_name: 'Ann Baker',
  phone: '+1 512 555 0199',
  notes: 'asked for a quote',
  industry: 'Bakeries',
  location: 'Austin, TX',
};

/** A portal with the real plugins; its collators run when they are told to. */
async function startPortal(
  collators: { maxTests?: number; maxLeads?: number } = {},
) {
  const knex = await databases.init('POSTGRES_18');
  const scheduler = mockServices.scheduler();
  const backend = await startTestBackend({
    features: [
      searchPlugin,
      searchModule,
      leadshopTestingPlugin,
      permissionPlugin,
      leadshopRoles,
      permissionsServiceFactory,
      mockServices.database.factory({ knex }),
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          backend: {
            baseUrl: 'http://localhost:7007',
            listen: { port: 0 },
          },
          permission: { enabled: true },
          search: { collators: { leadshopTesting: collators } },
          leadshopTesting: {
            roles: {
              admin: { members: [admin] },
              viewer: { members: [viewer] },
            },
          },
        },
      }),
    ],
  });
  const as = (user: string) => mockCredentials.user.header(user);
  return {
    knex,
    stop: () => backend.stop(),
    async addLead(fields: object = {}): Promise<string> {
      const { body } = await request(backend.server)
        .post('/api/leadshop-testing/v1/leads')
        .set('authorization', as(admin))
        .send({ lead: { ...LEAD, ...fields }, allow_duplicate: true })
        .expect(201);
      return body.id;
    },
    async addTest(fields: object = {}): Promise<string> {
      const { body } = await request(backend.server)
        .post('/api/leadshop-testing/v1/run-pipeline')
        .set('authorization', as(admin))
        .send({ lead_data: { ...LEAD, ...fields } })
        .expect(200);
      return body.test_id;
    },
    collect: async (kind: 'test' | 'lead') =>
      scheduler.triggerTask(`search_index_leadshop_${kind}`),
    async find(user: string, term: string) {
      const { body } = await request(backend.server)
        .get('/api/search/query')
        .query({ term })
        .set('authorization', as(user))
        .expect(200);
      return body.results as {
        type: string;
        document: { title: string; location: string };
      }[];
    },
    async count(user: string, term: string): Promise<number> {
      const { body } = await request(backend.server)
        .get('/api/search/query')
        .query({ term })
        .set('authorization', as(user))
        .expect(200);
      return body.numberOfResults;
    },
  };
}

describe("the portal's search", () => {
  it('finds a test for who may see tests, and for nobody else', async () => {
    const portal = await startPortal();
    const id = await portal.addTest();
    await portal.collect('test');

    for (const user of [admin, viewer]) {
      expect(await portal.find(user, 'Harbour')).toEqual([
        expect.objectContaining({
          type: 'leadshop-test',
          document: expect.objectContaining({
            title: 'Test of Harbour Bakery',
            location: `/leadshop-testing/tests/${id}`,
          }),
        }),
      ]);
    }
    expect(
      await portal.find(viewer, 'www.harbour-bakery.example'),
    ).toHaveLength(1);
    expect(await portal.find(nobody, 'Harbour')).toEqual([]);
    await portal.stop();
  });

  it('finds a lead for who may manage leads, and for nobody else', async () => {
    const portal = await startPortal();
    const id = await portal.addLead();
    await portal.collect('lead');
    // Lunr refuses to search in an index that nobody has written yet
    await portal.addTest({
      business_name: 'Elsewhere',
      website_url: 'https://elsewhere.example',
    });
    await portal.collect('test');

    for (const term of ['Harbour', 'Bakeries', 'Austin']) {
      expect(await portal.find(admin, term)).toEqual([
        expect.objectContaining({
          type: 'leadshop-lead',
          document: expect.objectContaining({
            title: 'Lead Harbour Bakery',
            location: `/leadshop-testing/leads?journey=${id}`,
          }),
        }),
      ]);
    }
    expect(await portal.find(viewer, 'Harbour')).toEqual([]);
    expect(await portal.find(nobody, 'Harbour')).toEqual([]);
    await portal.stop();
  });

  it('holds no personal data', async () => {
    const portal = await startPortal();
    await portal.addLead();
    await portal.addTest();
    await portal.collect('lead');
    await portal.collect('test');

    const found = JSON.stringify(await portal.find(admin, 'Harbour'));
    expect(found).toContain('leadshop-lead');
    expect(found).toContain('leadshop-test');
    for (const personal of [
      LEAD.email,
      LEAD.contact_name,
      LEAD.phone,
      LEAD.notes,
    ]) {
      expect(found).not.toContain(personal);
    }
    await portal.stop();
  });

  it('forgets an erased lead with the next reading', async () => {
    const portal = await startPortal();
    const id = await portal.addLead();
    await portal.addLead({ business_name: 'Harbour Grill' });
    await portal.collect('lead');
    expect(await portal.find(admin, 'Harbour')).toHaveLength(2);

    await portal.knex('leads').where({ id }).update({
      erased_at: portal.knex.fn.now(),
      business_name: null,
    });
    await portal.collect('lead');
    const found = await portal.find(admin, 'Harbour');
    expect(found.map(({ document }) => document.title)).toEqual([
      'Lead Harbour Grill',
    ]);
    await portal.stop();
  });

  it('holds the newest, as many as it is told to, over several pages', async () => {
    const portal = await startPortal({ maxLeads: 620 });
    await portal.knex.raw(
      `INSERT INTO leads (id, business_name, website_url, created_at)
       SELECT gen_random_uuid(),
         CASE WHEN n <= 620 THEN 'Newcomer' ELSE 'Veteran' END,
         'https://shop.example', now() - make_interval(secs => n)
       FROM generate_series(1, 700) n`,
    );
    await portal.collect('lead');
    expect(await portal.count(admin, 'Newcomer')).toBe(620);
    expect(await portal.count(admin, 'Veteran')).toBe(0);
    await portal.stop();
  });

  it('refuses a limit that makes no sense, and names it', async () => {
    await expect(startPortal({ maxTests: -1 })).rejects.toThrow(
      'search.collators.leadshopTesting.maxTests is -1',
    );
  });
});
