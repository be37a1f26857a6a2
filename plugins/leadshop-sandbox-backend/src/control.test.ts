import { X509Certificate } from 'node:crypto';
import { Sandbox, startSandbox } from './sandbox';

describe('Control API', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  });
  afterEach(() => {
    sandbox.clearFaults();
    sandbox.clearRequests();
  });
  afterAll(() => sandbox.stop());

  const send = (method: string, path: string, body?: unknown) =>
    fetch(`${sandbox.httpUrl}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const read = async (path: string) => (await send('GET', path)).json();

  it('gives its health and the certificate of its authority', async () => {
    expect(await read('/control/health')).toEqual({ status: 'ok' });
    const pem = await (await send('GET', '/control/ca.pem')).text();
    expect(pem).toBe(sandbox.ca);
    expect(new X509Certificate(pem).ca).toBe(true);
  });

  it('says what was received, under both names', async () => {
    await fetch(`${sandbox.httpUrl}/sites/a?key=secret`);
    await fetch(`${sandbox.httpUrl}/semrush/?type=domain_ranks`);
    const { requests } = await read('/requests');
    expect(requests).toMatchObject([
      {
        component: 'site',
        method: 'GET',
        path: '/sites/a',
        query: { key: '***' },
      },
      { component: 'semrush', query: { type: 'domain_ranks' } },
    ]);
    const some = await read(
      `/control/requests?component=semrush&since=${requests[0].id}`,
    );
    expect(some.requests).toHaveLength(1);
    expect((await send('DELETE', '/control/requests')).status).toBe(204);
    expect((await read('/control/requests')).requests).toEqual([]);
  });

  it('adds, lists and removes faults', async () => {
    const response = await send('POST', '/control/faults', {
      component: 'site',
      kind: 'status',
      status: 503,
      count: 1,
    });
    expect(response.status).toBe(201);
    const fault = await response.json();
    expect((await fetch(`${sandbox.httpUrl}/sites/a`)).status).toBe(503);
    expect((await read('/control/faults')).faults).toEqual([
      { ...fault, fired: 1 },
    ]);
    expect((await send('DELETE', `/control/faults/${fault.id}`)).status).toBe(
      204,
    );
    expect((await send('DELETE', `/control/faults/${fault.id}`)).status).toBe(
      404,
    );
    await send('POST', '/control/faults', { component: 's3', kind: 'reset' });
    expect((await send('DELETE', '/control/faults')).status).toBe(204);
    expect((await read('/control/faults')).faults).toEqual([]);
  });

  it('sets the answers of components', async () => {
    const path = '/control/components/score-calculator';
    expect(
      (await send('POST', '/components/score-calculator', {})).status,
    ).toBe(404);
    expect((await send('PUT', path, { score: 70 })).status).toBe(204);
    const answer = await send('POST', '/components/score-calculator', {
      in: 1,
    });
    expect(await answer.json()).toEqual({ score: 70 });
    sandbox.addFault({
      component: 'score-calculator',
      kind: 'status',
      count: 1,
    });
    expect((await send('POST', '/components/content-generator')).status).toBe(
      404,
    );
    expect((await send('POST', '/components/score-calculator')).status).toBe(
      500,
    );
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('DELETE', path)).status).toBe(404);
  });

  it.each([
    [
      'POST',
      '/control/faults',
      { component: 'ftp', kind: 'reset' },
      400,
      'component:',
    ],
    [
      'POST',
      '/control/faults',
      { component: 's3', kind: 'latency' },
      400,
      'delayMs:',
    ],
    [
      'POST',
      '/control/faults',
      { component: 's3', kind: 'reset', more: 1 },
      400,
      'more',
    ],
    ['POST', '/control/faults', '{"broken', 400, 'JSON'],
    ['POST', '/control/faults', '[]', 400, 'body:'],
    ['GET', '/control/requests?since=yesterday', undefined, 400, 'since:'],
    ['GET', '/control/requests?component=ftp', undefined, 400, 'component:'],
    ['PUT', '/control/components/unknown', '{}', 400, 'slug:'],
    ['GET', '/control/inbox/17', undefined, 404, "'17'"],
    ['GET', '/control/nothing', undefined, 404, '/control/nothing'],
    [
      'POST',
      '/control/faults',
      { component: 's3', kind: 'reset', match: 'x'.repeat(200_000) },
      413,
      'too large',
    ],
  ])('refuses %s %s with %j', async (method, path, body, status, message) => {
    const response = await send(method, path, body);
    expect(response.status).toBe(status);
    expect((await response.json()).error.message).toContain(message);
  });

  it('stays reachable whatever the faults, and is not in the log', async () => {
    for (const component of ['site', 'component', 's3'] as const) {
      sandbox.addFault({ component, kind: 'outage' });
    }
    expect((await send('GET', '/control/health')).status).toBe(200);
    expect(sandbox.requests()).toEqual([]);
  });
});
