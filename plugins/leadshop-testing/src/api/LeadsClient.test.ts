/** @jest-environment node */
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { leadId, workId } from '../__testUtils__/leads';
import { LeadshopTestingClient } from './LeadshopTestingClient';
import { refusalOf } from './refusal';

interface Received {
  line: string;
  ifMatch?: string;
  key?: string;
  body: string;
}

const V1 = '/api/leadshop-testing/v1';
const ID = leadId(1);

describe('leads and batches over HTTP', () => {
  let server: Server;
  let client: LeadshopTestingClient;
  let received: Received[];
  let answer: {
    status: number;
    body: unknown;
    headers?: Record<string, string>;
  };

  beforeEach(async () => {
    received = [];
    answer = { status: 200, body: {} };
    server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) {
        body += part;
      }
      received.push({
        line: `${request.method} ${request.url}`,
        ifMatch: request.headers['if-match'],
        key: request.headers['idempotency-key']?.toString(),
        body,
      });
      response.writeHead(answer.status, {
        'Content-Type': 'application/json',
        ...answer.headers,
      });
      response.end(JSON.stringify(answer.body));
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

  it('lists leads with what narrows them, and where the next page is', async () => {
    answer = {
      status: 200,
      body: [{ id: ID }],
      headers: {
        'X-Total-Count': '10000',
        Link: `<${V1}/leads?cursor=n%3D>; rel="next"`,
      },
    };
    await expect(
      client.leads.list({
        status: ['new', 'failed'],
        q: 'a & b',
        from: undefined,
        sort: 'business_name',
        limit: 100,
      }),
    ).resolves.toEqual({
      items: [{ id: ID }],
      total: 10_000,
      nextCursor: 'n=',
    });
    expect(received[0].line).toBe(
      `GET ${V1}/leads?status=new%2Cfailed&q=a+%26+b&sort=business_name&limit=100`,
    );
  });

  it('changes the version that was seen and no other', async () => {
    answer = {
      status: 412,
      body: {
        error: {
          name: 'PreconditionFailedError',
          message: 'Somebody changed this lead meanwhile',
        },
        response: { statusCode: 412 },
      },
    };
    const error = await client.leads
      .update(ID, 3, { phone: null })
      .catch(e => e);
    expect(refusalOf(error)).toMatchObject({
      status: 412,
      message: 'Somebody changed this lead meanwhile',
    });
    expect(received[0]).toMatchObject({
      line: `PATCH ${V1}/leads/${ID}`,
      ifMatch: '"3"',
      body: '{"phone":null}',
    });
  });

  it('names the stored lead that a new one repeats', async () => {
    answer = {
      status: 409,
      body: {
        error: { name: 'ConflictError', message: 'Stored', lead_id: ID },
        response: { statusCode: 409 },
      },
    };
    const lead = { website_url: 'https://a.example' };
    const error = await client.leads.create({ lead }).catch(e => e);
    expect(refusalOf(error).leadId).toBe(ID);
  });

  it('changes, erases and undoes by selection', async () => {
    await client.leads.bulk({
      action: 'erase',
      selection: { filter: { status: ['new'] } },
    });
    await client.leads.undoBulk(workId(1));
    await client.leads.erase(ID);
    expect(received.map(({ line, body }) => `${line} ${body}`.trim())).toEqual([
      `POST ${V1}/leads/bulk {"action":"erase","selection":{"filter":{"status":["new"]}}}`,
      `POST ${V1}/leads/bulk/${workId(1)}/undo {}`,
      `DELETE ${V1}/leads/${ID}`,
    ]);
  });

  it('counts the bytes of an export as they arrive', async () => {
    answer = { status: 200, body: ['x'.repeat(100_000)] };
    const progress: number[] = [];
    const file = await client.leads.exportLeads(
      { format: 'json', lead_ids: [ID, leadId(2)] },
      { onProgress: bytes => progress.push(bytes) },
    );
    expect(received[0].line).toBe(
      `GET ${V1}/leads/export?format=json&lead_ids=${ID}%2C${leadId(2)}`,
    );
    expect(file.size).toBe(100_004);
    expect(file.type).toBe('application/json');
    expect(progress.at(-1)).toBe(100_004);
    expect([...progress].sort((a, b) => a - b)).toEqual(progress);
  });

  it('stops an export', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(
      client.leads.exportLeads(
        { format: 'csv' },
        { signal: controller.signal },
      ),
    ).rejects.toThrow(/abort/i);
  });

  it('starts, cancels and repeats batches', async () => {
    answer = { status: 200, body: { batch_id: workId(1), total: 2 } };
    const request = {
      test_type: 'full_pipeline',
      import_id: workId(2),
    };
    await expect(client.batches.run(request, 'key-1')).resolves.toEqual({
      batch_id: workId(1),
      total: 2,
    });
    await client.batches.cancel(workId(1));
    await client.batches.rerunFailed(workId(1));
    expect(received[0]).toMatchObject({
      line: `POST ${V1}/run-batch`,
      key: 'key-1',
      body: JSON.stringify(request),
    });
    expect(received.slice(1).map(({ line }) => line)).toEqual([
      `POST ${V1}/batches/${workId(1)}/cancel`,
      `POST ${V1}/batches/${workId(1)}/rerun-failed`,
    ]);
  });

  it('lists batches and reads one', async () => {
    answer = { status: 200, body: [] };
    await expect(
      client.batches.list({ status: 'running', limit: 25 }),
    ).resolves.toEqual({ items: [], total: 0, nextCursor: undefined });
    await client.batches.get('../x');
    expect(received.map(({ line }) => line)).toEqual([
      `GET ${V1}/batches?status=running&limit=25`,
      `GET ${V1}/batches/..%2Fx`,
    ]);
  });
});
