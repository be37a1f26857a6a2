import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import express from 'express';
import request from 'supertest';
import { NotFoundError } from '@backstage/errors';
import { z } from 'zod';
import { permissionId } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { openApiDocument } from './openapi';
import { PermissionGuard } from './PermissionGuard';
import { Routes, idParams } from './Routes';

/** Of the document, what these tests read; JSON says no more of it. */
interface Operation {
  'x-permission': string | string[];
  description?: string;
  parameters: object[];
  requestBody?: { required: boolean };
  responses: Record<
    string,
    {
      description: string;
      content?: Record<string, object>;
      headers: Record<string, { description: string }>;
    }
  >;
}
interface Described {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: { ErrorBody: { required: string[] } } };
}

const ID = '0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11';
const SERVICE = mockCredentials.service.header({
  onBehalfOf: mockCredentials.service('plugin:catalog'),
  targetPluginId: 'test',
});
const ANN = mockCredentials.user.header('user:default/ann');
const BOB = mockCredentials.user.header('user:default/bob');

const FORBIDDEN = (['run_pipeline_tests', 'manage_leads'] as const).map(
  permissionId,
);

/** A server with a few routes; Ann may do all, Bob may neither run tests nor manage leads. */
function served() {
  const handled: unknown[] = [];
  const auth = mockServices.auth();
  const routes = new Routes({
    audit: { run: (_, work) => work(async () => {}) },
    limits: { count: async () => {} },
    httpAuth: mockServices.httpAuth({
      defaultCredentials: mockCredentials.none(),
    }),
    guard: new PermissionGuard({
      auth,
      permissions: mockServices.permissions.mock({
        authorize: async (requests, options) => {
          const { principal } = options?.credentials as unknown as {
            principal: { userEntityRef?: string };
          };
          const bob = principal.userEntityRef === 'user:default/bob';
          return requests.map(({ permission }) => ({
            result:
              bob && FORBIDDEN.includes(permission.name)
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
          }));
        },
      }),
    }),
  });
  routes.add({
    method: 'get',
    path: '/things/:id',
    summary: 'A thing',
    permission: 'view_test_results',
    params: idParams,
    query: z.strictObject({ limit: z.coerce.number().max(5).default(2) }),
    answers: z.object({ limit: z.number() }),
    responseHeaders: [{ name: 'Link', description: 'The next one' }],
    problems: [404],
    async handle({ params, query, principal }) {
      handled.push([params, query, principal]);
      return { limit: query.limit };
    },
  });
  routes.add({
    method: 'post',
    path: '/things',
    audit: 'lead.update',
    summary: 'Make a thing',
    description: 'At length',
    permission: 'run_pipeline_tests',
    body: z.strictObject({ name: z.string('Name must be text') }),
    requestHeaders: [{ name: 'Idempotency-Key', description: 'Once' }],
    answers: z.object({ name: z.string() }),
    problems: [409],
    async handle({ body }) {
      handled.push(body);
      return body;
    },
  });
  routes.add({
    method: 'post',
    path: '/things/:id/stop',
    audit: 'lead.update',
    summary: 'Stop a thing',
    permission: 'signed-in',
    params: idParams,
    body: z.strictObject({ why: z.string().optional() }),
    bodyOptional: true,
    answers: { mediaType: 'image/png' },
    async handle({ body, response }) {
      handled.push(body);
      response.status(202).send('by itself');
    },
  });
  routes.add({
    method: 'patch',
    path: '/parts/:id',
    audit: 'lead.update',
    summary: 'Change a part',
    permission: ['manage_leads', 'view_audit_logs'],
    params: idParams,
    unknown: id => new NotFoundError(`There is no part '${id}'`),
    body: z.strictObject({ name: z.string() }),
    maxBodyBytes: 300 * 1024,
    status: 201,
    answers: z.object({ name: z.string() }),
    problems: [404, 412, 428],
    async handle({ body }) {
      handled.push(body.name.length);
      return { name: body.name.slice(0, 3) };
    },
  });
  routes.add({
    method: 'delete',
    path: '/parts/:id',
    audit: 'lead.update',
    summary: 'Remove a part',
    permission: ['manage_leads', 'run_pipeline_tests'],
    params: idParams,
    answers: z.object({ id: z.uuid() }),
    async handle({ params }) {
      handled.push(params);
      return params;
    },
  });
  routes.add({
    method: 'post',
    path: '/files',
    audit: 'lead.update',
    summary: 'Send a file',
    permission: 'manage_leads',
    upload: true,
    body: z.object({ file: z.string().meta({ format: 'binary' }) }),
    status: 202,
    answers: z.object({ bytes: z.number() }),
    async handle({ body, request: req }) {
      handled.push(body);
      let bytes = 0;
      for await (const chunk of req) bytes += chunk.length;
      return { bytes };
    },
  });
  const app = express();
  app.use(routes.router);
  app.use(mockErrorHandler());
  return { app, routes, handled };
}

describe('a route', () => {
  it('gets what its schemas make of the request, and who asks', async () => {
    const { app, handled } = served();
    const { status, body } = await request(app)
      .get(`/things/${ID}?limit=3`)
      .set('authorization', ANN);
    expect([status, body]).toEqual([200, { limit: 3 }]);
    await request(app)
      .get(`/things/${ID}`)
      .set('authorization', SERVICE)
      .expect(200);
    expect(handled).toEqual([
      [{ id: ID }, { limit: 3 }, 'user:default/ann'],
      [{ id: ID }, { limit: 2 }, 'service:plugin:catalog'],
    ]);
  });

  it('may answer by itself', async () => {
    const { app } = served();
    const { status, text } = await request(app)
      .post(`/things/${ID}/stop`)
      .set('authorization', ANN);
    expect([status, text]).toEqual([202, 'by itself']);
  });

  it('may do without its body where that is said', async () => {
    const { app, handled } = served();
    const post = (path: string) =>
      request(app).post(path).set('authorization', ANN);
    await post(`/things/${ID}/stop`).expect(202);
    await post(`/things/${ID}/stop`).send({ why: 'enough' }).expect(202);
    expect(handled).toEqual([{}, { why: 'enough' }]);
    const { body } = await post('/things').expect(400);
    expect(body.error.message).toBe('Name must be text');
    expect(handled).toHaveLength(2);
  });

  it('refuses in order: 401, 403, 415, 400, and nobody learns more', async () => {
    const { app, handled } = served();
    const text = 'text/plain';
    const post = () => request(app).post('/things').set('content-type', text);
    await post().send('{').expect(401);
    const { body } = await post()
      .set('authorization', BOB)
      .send('{')
      .expect(403);
    expect(body.error.message).toBe("Permission 'run_pipeline_tests' required");
    await post().set('authorization', ANN).send('{').expect(415);
    await request(app)
      .post('/things')
      .set('authorization', ANN)
      .send({ name: 7 })
      .expect(400);
    expect(handled).toEqual([]);
  });

  it('does not read the body of who may not send one', async () => {
    const { app } = served();
    const large = { name: 'x'.repeat(300 * 1024) };
    const post = (who: string) =>
      request(app).post('/things').set('authorization', who).send(large);
    await post(BOB).expect(403);
    const { body } = await post(ANN).expect(413);
    expect(body.error.message).toContain('262144 bytes');
  });

  it.each([
    ['{"name":', 'application/json', 400],
    ['{"name":"x","more":1}', 'application/json', 400],
    ['[]', 'application/json', 400],
    ['"text"', 'application/json', 400],
    ['null', 'application/json', 400],
    ['name=x', 'application/x-www-form-urlencoded', 415],
    ['{"name":"x"}', 'application/json; charset=latin1', 415],
  ])('refuses the body %s as %s', async (text, type, status) => {
    const { app, handled } = served();
    await request(app)
      .post('/things')
      .set('authorization', ANN)
      .set('content-type', type)
      .send(text)
      .expect(status);
    expect(handled).toEqual([]);
  });

  it.each([
    ['/things/1', 404],
    [`/things/${ID}x`, 404],
    ['/things/%00', 404],
    [`/things/${ID}?limit=9`, 400],
    [`/things/${ID}?limit=1&limit=2`, 400],
    [`/things/${ID}?page=2`, 400],
    [`/things/${ID}?limit[x]=2`, 400],
  ])('refuses GET %s', async (path, status) => {
    const { app, handled } = served();
    await request(app).get(path).set('authorization', ANN).expect(status);
    expect(handled).toEqual([]);
  });
});

describe('a route of another kind', () => {
  it('changes, with a status and a limit of its own', async () => {
    const { app, handled } = served();
    const patch = (who: string, length: number) =>
      request(app)
        .patch(`/parts/${ID}`)
        .set('authorization', who)
        .send({ name: 'x'.repeat(length) });
    // Above the limit of other routes; any one of the permissions is enough
    const { body } = await patch(BOB, 280 * 1024).expect(201);
    expect(body).toEqual({ name: 'xxx' });
    await patch(ANN, 301 * 1024).expect(413);
    expect(handled).toEqual([280 * 1024]);
  });

  it('says in its own words which id is unknown', async () => {
    const { app } = served();
    const { body } = await request(app)
      .patch('/parts/1')
      .set('authorization', ANN)
      .send({ name: 'x' })
      .expect(404);
    expect(body.error.message).toBe("There is no part '1'");
  });

  it('deletes, and names all permissions of which one is needed', async () => {
    const { app, handled } = served();
    const remove = (who: string) =>
      request(app).delete(`/parts/${ID}`).set('authorization', who);
    const { body } = await remove(BOB).expect(403);
    expect(body.error.message).toBe(
      "Permission 'manage_leads' or 'run_pipeline_tests' required",
    );
    expect((await remove(ANN).expect(200)).body).toEqual({ id: ID });
    expect(handled).toEqual([{ id: ID }]);
  });

  it('takes an upload as it comes, from those who may', async () => {
    const { app, handled } = served();
    const send = (who: string) =>
      request(app)
        .post('/files')
        .set('authorization', who)
        .attach('file', Buffer.alloc(400 * 1024), 'leads.csv');
    const { body } = await send(ANN).expect(202);
    expect(body.bytes).toBeGreaterThan(400 * 1024);
    expect(handled).toEqual([undefined]);
    await send(BOB).expect(403);
    for (const text of ['{}', '']) {
      const refused = await request(app)
        .post('/files')
        .set('authorization', ANN)
        .set('content-type', 'application/json')
        .send(text)
        .expect(415);
      expect(refused.body.error.message).toContain('multipart/form-data');
    }
  });
});

describe('the description', () => {
  const document = openApiDocument(served().routes.specs, {
    version: '1.2.3',
    serverUrl: 'http://localhost:7007/api/leadshop-testing/v1',
  }) as object as Described;

  it('says what it describes', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { version: '1.2.3' },
      servers: [{ url: 'http://localhost:7007/api/leadshop-testing/v1' }],
      security: [{ backstage: [] }],
    });
    expect(Object.keys(document.paths)).toEqual([
      '/things/{id}',
      '/things',
      '/things/{id}/stop',
      '/parts/{id}',
      '/files',
    ]);
  });

  it('has every method, permission and status', () => {
    const { patch, delete: remove } = document.paths['/parts/{id}'];
    expect(patch['x-permission']).toEqual(['manage_leads', 'view_audit_logs']);
    expect(Object.keys(patch.responses)).toEqual([
      ...['201', '400', '401', '403', '404', '412'],
      ...['413', '415', '428', '429', '503'],
    ]);
    expect(patch.responses[201].content?.['application/json']).toBeDefined();
    expect(patch.responses[428].description).toBeTruthy();
    expect(remove.requestBody).toBeUndefined();
    expect(Object.keys(remove.responses)).toEqual([
      ...['200', '400', '401', '403', '429', '503'],
    ]);
  });

  it('has the parts of an upload', () => {
    const { post } = document.paths['/files'];
    expect(post.requestBody).toMatchObject({
      required: true,
      content: {
        'multipart/form-data': {
          schema: { properties: { file: { format: 'binary' } } },
        },
      },
    });
    expect(Object.keys(post.responses)).toEqual([
      ...['202', '400', '401', '403', '413', '415', '429', '503'],
    ]);
  });

  it('has the parameters with what they may be', () => {
    const { get } = document.paths['/things/{id}'];
    expect(get.parameters).toMatchObject([
      { name: 'id', in: 'path', required: true, schema: { format: 'uuid' } },
      { name: 'limit', in: 'query', required: false, schema: { maximum: 5 } },
    ]);
    expect(get['x-permission']).toBe('view_test_results');
    expect(get.responses[200].headers.Link.description).toBe('The next one');
    const { post } = document.paths['/things'];
    expect(post.parameters).toMatchObject([
      { name: 'Idempotency-Key', in: 'header', required: false },
    ]);
    expect(post.description).toBe('At length');
  });

  it('has the bodies', () => {
    expect(document.paths['/things'].post.requestBody).toMatchObject({
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['name'],
            additionalProperties: false,
          },
        },
      },
    });
    const { post } = document.paths['/things/{id}/stop'];
    expect(post.requestBody?.required).toBe(false);
    expect(post.responses[200].content).toEqual({ 'image/png': {} });
    expect(document.paths['/things/{id}'].get.requestBody).toBeUndefined();
  });

  it('has every problem with its body', () => {
    const statuses = (path: string, method: string) =>
      Object.keys(document.paths[path][method].responses);
    expect(statuses('/things/{id}', 'get')).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '429',
      '503',
    ]);
    expect(statuses('/things', 'post')).toEqual([
      '200',
      '400',
      '401',
      '403',
      '409',
      '413',
      '415',
      '429',
      '503',
    ]);
    const { responses } = document.paths['/things'].post;
    for (const [status, response] of Object.entries(responses)) {
      expect(response.description).toBeTruthy();
      expect(JSON.stringify(response).includes('ErrorBody')).toBe(
        status !== '200',
      );
    }
    expect(document.components.schemas.ErrorBody.required).toContain('error');
  });
});
