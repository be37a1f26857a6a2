/** @jest-environment node */
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { testId } from '../__testUtils__/executions';
import { LeadshopTestingClient } from './LeadshopTestingClient';

const V1 = '/api/leadshop-testing/v1';

describe('administration over HTTP', () => {
  let server: Server;
  let admin: LeadshopTestingClient['admin'];
  let received: { line: string; body: string }[];

  beforeEach(async () => {
    received = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) {
        body += part;
      }
      received.push({ line: `${request.method} ${request.url}`, body });
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'X-Total-Count': '7',
        Link: '<https://portal.example/x?cursor=c2>; rel="next"',
      });
      response.end('[]');
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    const { port } = server.address() as AddressInfo;
    ({ admin } = new LeadshopTestingClient({
      discoveryApi: {
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      },
      fetchApi: { fetch },
    }));
  });
  afterEach(() => new Promise(resolve => server.close(resolve)));

  const request = {
    name: 'Shop',
    origin: 'https://shop.example',
    username: 'tester',
    password: 'secret',
  };
  it.each<[string, (api: typeof admin) => Promise<unknown>, object | '']>([
    ['GET /roles', api => api.getRoles(), ''],
    ['GET /config', api => api.getSettings(), ''],
    [
      'GET /audit-events/export?format=csv&outcome=refused%2Cfailed',
      api =>
        api.exportAuditEvents({
          format: 'csv',
          outcome: ['refused', 'failed'],
        }),
      '',
    ],
    ['GET /audit-events/verify', api => api.verifyAuditEvents(), ''],
    [
      'GET /audit-events/verify?position=3&hash=ab',
      api => api.verifyAuditEvents({ position: 3, hash: 'ab' }),
      '',
    ],
    ['GET /credentials', api => api.listCredentials(), ''],
    ['POST /credentials', api => api.storeCredential(request), request],
    [
      `PATCH /credentials/${testId(1)}`,
      api => api.replaceCredential(testId(1), { name: 'New' }),
      { name: 'New' },
    ],
    [
      `DELETE /credentials/${testId(1)}`,
      api => api.deleteCredential(testId(1)),
      '',
    ],
    ['POST /credentials/rotate', api => api.rotateCredentials(), {}],
  ])('asks for %s', async (line, call, body) => {
    await call(admin);
    const [method, path] = line.split(' ');
    expect(received).toEqual([
      {
        line: `${method} ${V1}${path}`,
        body: body && JSON.stringify(body),
      },
    ]);
  });

  it('reads a page of the audit log', async () => {
    const page = await admin.listAuditEvents({
      actor: 'user:default/jo',
      action: ['lead.erase'],
      limit: 25,
      cursor: 'c1',
    });
    expect(page).toEqual({ items: [], total: 7, nextCursor: 'c2' });
    expect(received[0].line).toBe(
      `GET ${V1}/audit-events?actor=user%3Adefault%2Fjo&action=lead.erase&limit=25&cursor=c1`,
    );
  });
});
