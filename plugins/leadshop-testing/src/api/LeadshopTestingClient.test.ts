/** @jest-environment node */
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { english } from '../__testUtils__/english';
import { LeadshopTestingClient } from './LeadshopTestingClient';
import { problemText, refusalOf } from './refusal';

interface Received {
  method?: string;
  url?: string;
  headers: IncomingMessage['headers'];
  body: string;
}

describe('LeadshopTestingClient', () => {
  let server: Server;
  let client: LeadshopTestingClient;
  let received: Received[];
  let answer: (response: ServerResponse, request: Received) => void;

  const json =
    (value: unknown, status = 200, headers: Record<string, string> = {}) =>
    (response: ServerResponse) => {
      response.writeHead(status, {
        'Content-Type': 'application/json',
        ...headers,
      });
      response.end(JSON.stringify(value));
    };

  beforeEach(async () => {
    received = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) {
        body += part;
      }
      const { method, url, headers } = request;
      received.push({ method, url, headers, body });
      answer(response, received[received.length - 1]);
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

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  it('asks what changed from one test to another', async () => {
    answer = json({ differences: [] });
    await expect(client.compareTests('x', 'y')).resolves.toEqual({
      differences: [],
    });
    expect(received[0].url).toBe(
      '/api/leadshop-testing/v1/tests/compare?a=x&b=y',
    );
  });

  it('asks below the mount point of the plugin', async () => {
    answer = json({ pipeline_health: 'healthy' });
    await expect(client.getStatus()).resolves.toEqual({
      pipeline_health: 'healthy',
    });
    expect(received[0].url).toBe('/api/leadshop-testing/v1/status');
  });

  it('reads the total and the next page from the headers', async () => {
    answer = json([{ id: 'a' }], 200, {
      'X-Total-Count': '1234',
      Link: '</api/leadshop-testing/v1/history?limit=1>; rel="first", </api/leadshop-testing/v1/history?limit=1&cursor=abc%3D>; rel="next"',
    });
    await expect(client.getHistory({ limit: 1 })).resolves.toEqual({
      items: [{ id: 'a' }],
      total: 1234,
      nextCursor: 'abc=',
    });
  });

  it('says when there is no next page', async () => {
    answer = json([]);
    await expect(client.getHistory()).resolves.toEqual({
      items: [],
      total: 0,
      nextCursor: undefined,
    });
  });

  it('sends only the filters that are set', async () => {
    answer = json([]);
    await client.getHistory({
      status: ['failed', 'cancelled'],
      q: 'a & b',
      user: undefined,
      component: '',
    });
    expect(received[0].url).toBe(
      '/api/leadshop-testing/v1/history?status=failed%2Ccancelled&q=a+%26+b',
    );
  });

  it('starts a test with its idempotency key', async () => {
    answer = json({ test_id: 'x' });
    const lead_data = { website_url: 'https://a.example' };
    await client.runPipeline({ lead_data }, 'key-1');
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: '/api/leadshop-testing/v1/run-pipeline',
      headers: {
        'idempotency-key': 'key-1',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ lead_data }),
    });
  });

  it('reads a long event log in parts', async () => {
    answer = (response, { url }) => {
      const after = Number(new URL(url!, 'http://x').searchParams.get('after'));
      const count = after === 0 ? 1000 : 3;
      json(Array.from({ length: count }, (_, i) => ({ id: after + i + 1 })))(
        response,
      );
    };
    const events = await client.getEvents('t');
    expect(events).toHaveLength(1003);
    expect(events[1002].id).toBe(1003);
  });

  it('escapes names in addresses', async () => {
    answer = json({});
    await client.getArtifact('../x', 'a/b.png');
    expect(received[0].url).toBe(
      '/api/leadshop-testing/v1/tests/..%2Fx/artifacts/a%2Fb.png',
    );
  });

  it('runs a test again from a step', async () => {
    answer = json({ test_id: 'x' });
    await client.rerunTest('t', 'score_calculator');
    expect(received[0]).toMatchObject({
      url: '/api/leadshop-testing/v1/tests/t/rerun',
      body: '{"from_step":"score_calculator"}',
    });
  });

  it('asks for the figures of a period, and of one component', async () => {
    answer = json({ total_tests: 3 });
    await expect(
      client.getMetrics({ days: 30, provider_mode: undefined }),
    ).resolves.toEqual({ total_tests: 3 });
    await client.getComponentResults('a/b', {
      days: 1,
      provider_mode: 'sandbox',
    });
    expect(received.map(({ url }) => url)).toEqual([
      '/api/leadshop-testing/v1/metrics?days=30',
      '/api/leadshop-testing/v1/components/a%2Fb/results?days=1&provider_mode=sandbox',
    ]);
  });

  it('tells how much of a report has arrived', async () => {
    answer = response => {
      response.writeHead(200, { 'Content-Type': 'text/csv' });
      response.end('a,b\n1,2\n');
    };
    const arrived: number[] = [];
    const file = await client.downloadReport(
      { format: 'csv', days: 7, status: ['failed'] },
      { onProgress: bytes => arrived.push(bytes) },
    );
    expect(received[0].url).toBe(
      '/api/leadshop-testing/v1/report?format=csv&days=7&status=failed',
    );
    expect(await file.text()).toBe('a,b\n1,2\n');
    expect(arrived[arrived.length - 1]).toBe(8);
  });

  it('passes on what the server says is wrong, field by field', async () => {
    answer = json(
      {
        error: {
          name: 'InputError',
          message: 'Website URL is required',
          fields: [
            {
              field: 'lead_data.website_url',
              message: 'Website URL is required',
            },
          ],
        },
        response: { statusCode: 400 },
      },
      400,
    );
    const error = await client.runPipeline({}, 'k').catch(e => e);
    expect(refusalOf(error)).toEqual({
      status: 400,
      message: 'Website URL is required',
      fields: { 'lead_data.website_url': 'Website URL is required' },
    });
  });

  it('explains an answer that never came', async () => {
    answer = response => response.destroy();
    const error = await client.getStatus().catch(e => e);
    expect(problemText(english(), error)).toMatch(/did not answer/);
  });

  it('shows the message of an error without a body of ours', async () => {
    answer = response => {
      response.writeHead(502);
      response.end('Bad gateway');
    };
    const error = await client.getStatus().catch(e => e);
    expect(refusalOf(error)).toMatchObject({ status: 502, fields: {} });
  });
});
