import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import demoProvider, { DEMO_USER_NAMES } from '.';

/** Users of examples/org.yaml, as far as signing in needs them. */
const users = DEMO_USER_NAMES.map(name => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  spec: { memberOf: [] },
  relations:
    name === 'qa-manager'
      ? [
          {
            type: 'memberOf',
            targetRef: 'group:default/leadshop-qa-managers',
          },
        ]
      : [],
}));

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

async function start(options: { environment?: string }) {
  return startTestBackend({
    features: [
      mockServices.database.factory({
        knex: await databases.init('POSTGRES_18'),
      }),
      authPlugin,
      demoProvider,
      catalogServiceMock.factory({ entities: users }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          backend: { baseUrl: 'http://localhost:7007' },
          auth: {
            ...(options.environment && { environment: options.environment }),
            providers: { demo: {} },
          },
        },
      }),
    ],
  });
}

describe('demo sign-in', () => {
  let backend: Awaited<ReturnType<typeof start>> | undefined;

  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });

  it('signs in each of the demo users', async () => {
    backend = await start({ environment: 'development' });
    for (const name of DEMO_USER_NAMES) {
      const answer = await request(backend.server)
        .get('/api/auth/demo/refresh')
        .set('X-Demo-User', name);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        profile: { displayName: name },
        backstageIdentity: {
          token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
          identity: { type: 'user', userEntityRef: `user:default/${name}` },
        },
      });
    }
  });

  it('gives the session the groups of the user', async () => {
    backend = await start({ environment: 'development' });
    const answer = await request(backend.server)
      .get('/api/auth/demo/refresh')
      .set('X-Demo-User', 'qa-manager');
    expect(answer.body.backstageIdentity.identity.ownershipEntityRefs).toEqual(
      expect.arrayContaining([
        'user:default/qa-manager',
        'group:default/leadshop-qa-managers',
      ]),
    );
  });

  it.each([
    ['an unknown user', 'root', 'There is no such demo user'],
    ['a user written as an entity', 'user:default/admin', 'no such demo user'],
    ['another spelling', 'ADMIN', 'There is no such demo user'],
    ['nobody', undefined, 'The header X-Demo-User is missing'],
  ])('answers 401 to %s', async (_, name, message) => {
    backend = await start({ environment: 'development' });
    const call = request(backend.server).get('/api/auth/demo/refresh');
    const answer = await (name ? call.set('X-Demo-User', name) : call);
    expect(answer.status).toBe(401);
    expect(answer.body.error).toMatchObject({
      name: 'AuthenticationError',
      message: expect.stringContaining(message),
    });
    expect(answer.body.error.message).toContain('qa-tester');
  });

  it.each([
    ['production', "auth.environment is 'production'"],
    [undefined, 'auth.environment is not set'],
  ])(
    'refuses to start when auth.environment is %s',
    async (environment, why) => {
      await expect(start({ environment })).rejects.toThrow(
        expect.objectContaining({
          message: expect.stringContaining(why),
        }),
      );
    },
  );

  it('refuses to start when NODE_ENV is production', async () => {
    jest.replaceProperty(process, 'env', {
      ...process.env,
      NODE_ENV: 'production',
    });
    try {
      await expect(start({ environment: 'development' })).rejects.toThrow(
        /development only, and NODE_ENV is production/,
      );
    } finally {
      jest.restoreAllMocks();
    }
  });
});
