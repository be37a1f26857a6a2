import { createServer } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { once } from 'node:events';
import { Sandbox, startSandbox } from './sandbox';
import { Dispatcher } from './dispatcher';
import { json, Protocol } from './exchange';
import { FaultBook, FaultRule, SandboxComponent } from './faults';
import { listen } from './listening';
import { RequestLog } from './requestLog';
import { SocketRegistry } from './sockets';

/** One good call to every stand-in that speaks HTTP. */
const CALLS: Record<
  Exclude<SandboxComponent, 'smtp'>,
  [string, RequestInit?]
> = {
  s3: ['/s3/bucket/?list-type=2'],
  pagespeed: ['/pagespeed/runPagespeed?url=https://a.example&key=k'],
  places: [
    '/places/places:searchText',
    {
      method: 'POST',
      headers: { 'X-Goog-Api-Key': 'k', 'X-Goog-FieldMask': '*' },
      body: '{"textQuery":"Sunrise Dental"}',
    },
  ],
  screenshotone: [
    '/screenshotone/take?access_key=k&url=https://a.example&viewport_width=64&viewport_height=64',
  ],
  semrush: ['/semrush/?type=domain_ranks&key=k&domain=a.example'],
  openai: [
    '/openai/v1/chat/completions',
    {
      method: 'POST',
      headers: { Authorization: 'Bearer k' },
      body: '{"model":"m","messages":[{"role":"user","content":"Hello"}]}',
    },
  ],
  site: ['/sites/sunrise-dental'],
  component: ['/components/score-calculator'],
};
const COMPONENTS = Object.keys(CALLS) as (keyof typeof CALLS)[];

describe('Faults on the wire', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
    await fetch(`${sandbox.httpUrl}/control/components/score-calculator`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: '{"score":70}',
    });
  });
  afterEach(() => {
    sandbox.clearFaults();
    sandbox.clearRequests();
  });
  afterAll(() => sandbox.stop());

  const call = (component: keyof typeof CALLS, init: RequestInit = {}) => {
    const [path, given] = CALLS[component];
    return fetch(`${sandbox.httpUrl}${path}`, { ...given, ...init });
  };
  const failureOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'no failure',
      error => error.cause?.code ?? error.name,
    );

  describe.each(COMPONENTS)('of %s', component => {
    const fault = (rule: Omit<FaultRule, 'component'>) =>
      sandbox.addFault({ component, ...rule });

    it('answers well without one', async () => {
      expect((await call(component)).status).toBe(200);
      expect(sandbox.requests()).toMatchObject([{ component, status: 200 }]);
      expect(sandbox.requests()[0].fault).toBeUndefined();
    });

    it('resets the connection', async () => {
      fault({ kind: 'reset' });
      expect(await failureOf(call(component))).toBe('ECONNRESET');
    });

    it('truncates the body', async () => {
      fault({ kind: 'truncate' });
      const response = await call(component);
      const promised = Number(response.headers.get('content-length'));
      let received = 0;
      const reading = (async () => {
        for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
          received += chunk.length;
        }
      })();
      expect(await failureOf(reading)).toBe('UND_ERR_SOCKET');
      expect(received).toBeLessThan(promised);
    });

    it('answers garbage', async () => {
      const good = await call(component);
      fault({ kind: 'garbage' });
      const response = await call(component);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe(
        good.headers.get('content-type'),
      );
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.toString('latin1')).toContain('garbage');
      expect(() => JSON.parse(bytes.toString())).toThrow();
    });

    it('never answers', async () => {
      fault({ kind: 'timeout' });
      const stop = new AbortController();
      const waiting = failureOf(call(component, { signal: stop.signal }));
      // The call has arrived, and a later one overtakes it
      await arrival();
      sandbox.clearFaults();
      expect((await call(component)).status).toBe(200);
      expect(sandbox.requests()[0].status).toBeUndefined();
      stop.abort();
      expect(await waiting).toBe('AbortError');
    });

    it('limits the rate with Retry-After', async () => {
      fault({ kind: 'rate_limit', retryAfterSeconds: 3 });
      const response = await call(component);
      expect([429, 503]).toContain(response.status);
      expect(response.headers.get('retry-after')).toBe('3');
    });

    it('answers a status', async () => {
      fault({ kind: 'status', status: 502 });
      const response = await call(component);
      expect(response.status).toBe(502);
      expect((await response.text()).length).toBeGreaterThan(0);
    });

    it('is out', async () => {
      fault({ kind: 'outage' });
      const response = await call(component);
      expect(response.status).toBe(503);
      expect(await response.text()).toContain('No server is available');
      expect(response.headers.get('connection')).toBe('close');
    });

    it('is late', async () => {
      fault({ kind: 'latency', delayMs: 40 });
      expect((await call(component)).status).toBe(200);
      expect(sandbox.requests()).toMatchObject([{ fault: 'latency' }]);
    });
  });

  /** Resolves when the sandbox has noted a call. */
  async function arrival(): Promise<void> {
    while (sandbox.requests().length === 0) {
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  it('waits before it strikes, and a client that leaves is forgotten', async () => {
    sandbox.addFault({ component: 'semrush', kind: 'quota', delayMs: 600_000 });
    const stop = new AbortController();
    const waiting = failureOf(call('semrush', { signal: stop.signal }));
    await arrival();
    stop.abort();
    expect(await waiting).toBe('AbortError');
    expect(sandbox.requests()).toMatchObject([{ fault: 'quota' }]);
    expect(sandbox.requests()[0].status).toBeUndefined();
  });

  it('aims at one lead by what its calls contain', async () => {
    sandbox.addFault({ component: 'places', kind: 'status', match: 'Sunset' });
    sandbox.addFault({
      component: 'pagespeed',
      kind: 'status',
      match: 'b.example/ü',
    });
    expect((await call('places')).status).toBe(200);
    expect(
      (await call('places', { body: '{"textQuery":"Sunset Spa"}' })).status,
    ).toBe(500);
    expect((await call('pagespeed')).status).toBe(200);
    const url = encodeURIComponent('https://b.example/ü');
    const aimed = await fetch(
      `${sandbox.httpUrl}/pagespeed/runPagespeed?url=${url}`,
    );
    expect(aimed.status).toBe(500);
  });

  it.each(['reset', 'truncate'] as const)('%ss under TLS', async kind => {
    sandbox.addFault({ component: 'site', kind });
    const failure = await new Promise<NodeJS.ErrnoException>(resolve => {
      httpsRequest(
        `${sandbox.httpsUrl}/sites/good-one`,
        { ca: sandbox.ca, agent: false },
        response => {
          response.on('error', resolve);
          response.resume();
        },
      )
        .on('error', resolve)
        .end();
    });
    expect(failure.code).toBe('ECONNRESET');
  });

  it('adds the latency it was started with to every answer', async () => {
    const slow = await startSandbox({
      httpPort: 0,
      httpsPort: 0,
      smtpPort: 0,
      latencyMs: 600_000,
    });
    const waiting = failureOf(fetch(`${slow.httpUrl}/sites/a`));
    const control = await fetch(`${slow.httpUrl}/control/health`);
    expect(control.status).toBe(200);
    await slow.stop();
    expect(await waiting).toBe('UND_ERR_SOCKET');
  });

  it('answers what is not there or not valid', async () => {
    const nowhere = await fetch(`${sandbox.httpUrl}/nothing`);
    expect(nowhere.status).toBe(404);
    expect(await nowhere.text()).toContain('/s3, /pagespeed');
    const broken = await fetch(`${sandbox.httpUrl}/sites/%E0%A4%A`);
    expect(broken.status).toBe(400);
  });

  it('refuses a body that is too large before it is sent', async () => {
    const socket = connect(Number(new URL(sandbox.httpUrl).port), '127.0.0.1');
    socket.write(
      'PUT /s3/bucket/key HTTP/1.1\r\nHost: a\r\nContent-Length: 300000000\r\n\r\n',
    );
    const [answer] = await once(socket.setEncoding('utf8'), 'data');
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('268435456 bytes');
    await once(socket, 'close');
  });

  it('answers 500 and goes on when a protocol fails', async () => {
    const broken: Protocol = {
      component: 'site',
      describe: () => ({ slugs: [] }),
      answer: () => {
        throw new Error('a mistake');
      },
      refuse: () => json(500, {}),
    };
    const errors: string[] = [];
    const dispatcher = new Dispatcher({
      protocols: new Map([['broken', broken]]),
      faults: new FaultBook(),
      log: new RequestLog(),
      latencyMs: 0,
      logger: { error: message => errors.push(message) },
    });
    const server = createServer();
    const sockets = new SocketRegistry(server);
    server.on('request', (request, response) =>
      dispatcher.handle(request, response, sockets),
    );
    const port = await listen(server, 0, 'no setting');
    for (const _ of [1, 2]) {
      const response = await fetch(
        `http://127.0.0.1:${port}/broken?key=secret`,
      );
      expect(response.status).toBe(500);
    }
    expect(errors[0]).toBe('The sandbox could not answer GET /broken');
    expect(errors).toHaveLength(2);
    server.close();
    sockets.destroyAll();
    await once(server, 'close');
  });

  it('survives clients that leave in the middle of a body', async () => {
    const socket = connect(Number(new URL(sandbox.httpUrl).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      'POST /places/places:searchText HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{',
    );
    socket.resetAndDestroy();
    await once(socket, 'close');
    expect((await call('places')).status).toBe(200);
  });
});
