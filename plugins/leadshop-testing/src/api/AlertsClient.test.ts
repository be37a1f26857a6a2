/** @jest-environment node */
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { testId } from '../__testUtils__/executions';
import { LeadshopTestingClient } from './LeadshopTestingClient';

const V1 = '/api/leadshop-testing/v1';
const ID = testId(1);

interface Received {
  line: string;
  body: string;
  version: string | undefined;
}

describe('alerts, webhooks and operations over HTTP', () => {
  let server: Server;
  let client: LeadshopTestingClient;
  let received: Received[];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) {
        body += part;
      }
      received.push({
        line: `${request.method} ${request.url?.slice(V1.length)}`,
        body,
        version: request.headers['if-match'],
      });
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end('{}');
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    const { port } = server.address() as AddressInfo;
    client = new LeadshopTestingClient({
      discoveryApi: {
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      },
      fetchApi: { fetch },
    });
  });
  beforeEach(() => {
    received = [];
  });
  afterAll(() => new Promise(resolve => server.close(resolve)));

  type Call = (api: LeadshopTestingClient) => Promise<unknown>;
  const silent = { until: null, comment: 'Mine' };
  const hook = {
    url: 'https://a.example/',
    event_types: ['alert.raised' as const],
  };
  it.each<[string, Call, object?, string?]>([
    [
      'GET /alerts?status=open&severity=critical%2Chigh&limit=3',
      api =>
        api.alerts.list({
          status: 'open',
          severity: ['critical', 'high'],
          limit: 3,
        }),
    ],
    [
      `POST /alerts/${ID}/acknowledge`,
      api => api.alerts.acknowledge(ID, silent),
      silent,
    ],
    ['GET /alert-rules', api => api.alerts.listRules()],
    [
      `PATCH /alert-rules/${ID}`,
      api => api.alerts.updateRule(ID, 3, { enabled: false }),
      { enabled: false },
      '"3"',
    ],
    [`DELETE /alert-rules/${ID}`, api => api.alerts.deleteRule(ID)],
    [`POST /alert-rules/${ID}/test`, api => api.alerts.testRule(ID), {}],
    ['GET /webhooks', api => api.webhooks.list()],
    ['POST /webhooks', api => api.webhooks.create(hook), hook],
    [
      `PATCH /webhooks/${ID}`,
      api => api.webhooks.update(ID, 2, { enabled: true }),
      { enabled: true },
      '"2"',
    ],
    [`DELETE /webhooks/${ID}`, api => api.webhooks.delete(ID)],
    [
      `POST /webhooks/${ID}/rotate-secret`,
      api => api.webhooks.rotateSecret(ID, { old_valid_for_hours: 1 }),
      { old_valid_for_hours: 1 },
    ],
    [`POST /webhooks/${ID}/test`, api => api.webhooks.sendTest(ID), {}],
    [
      `GET /webhooks/${ID}/deliveries?status=dead`,
      api => api.webhooks.deliveries(ID, { status: 'dead' }),
    ],
    [
      `GET /dead-letters?webhook_id=${ID}`,
      api => api.webhooks.deadLetters({ webhook_id: ID }),
    ],
    [`POST /dead-letters/${ID}/resend`, api => api.webhooks.resend(ID), {}],
    [
      `POST /webhooks/${ID}/dead-letters/resend`,
      api => api.webhooks.resendAll(ID),
      {},
    ],
    ['GET /queue', api => api.operations.getQueue()],
    [
      'POST /queue/pause',
      api => api.operations.pauseQueue({ reason: 'Why' }),
      { reason: 'Why' },
    ],
    ['POST /queue/resume', api => api.operations.resumeQueue(), {}],
    ['GET /retention', api => api.operations.getRetention()],
    ['POST /retention/run', api => api.operations.runRetention(), {}],
    // Named one by one, a missing argument would be taken for Jest's callback
  ])('asks for %s', async (line, call, ...[body, version]) => {
    await call(client);
    expect(received).toEqual([
      { line, body: body ? JSON.stringify(body) : '', version },
    ]);
  });
});
