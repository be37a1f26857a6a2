import { once } from 'node:events';
import fs from 'node:fs/promises';
import { connect, createServer, Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { Sandbox, SandboxOptions, startSandbox } from './sandbox';

const FREE: SandboxOptions = { httpPort: 0, httpsPort: 0, smtpPort: 0 };

describe('startSandbox', () => {
  const started: Sandbox[] = [];
  const start = async (options: Partial<SandboxOptions> = {}) => {
    const sandbox = await startSandbox({ ...FREE, ...options });
    started.push(sandbox);
    return sandbox;
  };
  afterEach(() =>
    Promise.all(started.splice(0).map(sandbox => sandbox.stop())),
  );
  const portOf = (url: string) => Number(new URL(url).port);

  it('says where it is', async () => {
    const sandbox = await start();
    expect(sandbox.httpUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(sandbox.httpsUrl).toMatch(/^https:\/\/localhost:\d+$/);
    expect(sandbox.smtpHost).toBe('127.0.0.1');
    expect(sandbox.smtpPort).toBeGreaterThan(0);
  });

  it('runs beside another one without sharing anything', async () => {
    const [one, other] = [await start(), await start()];
    one.addFault({ component: 'site', kind: 'status' });
    expect((await fetch(`${one.httpUrl}/sites/a`)).status).toBe(500);
    expect((await fetch(`${other.httpUrl}/sites/a`)).status).toBe(200);
    expect(other.requests()).toHaveLength(1);
    expect(one.ca).not.toBe(other.ca);
  });

  it('finds the objects of one that was killed, where it is told to', async () => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'sandbox-test-'));
    const killed = await start({ folder });
    const put = await fetch(`${killed.httpUrl}/s3/leads/report.pdf`, {
      method: 'PUT',
      headers: { 'content-type': 'application/pdf', 'x-amz-meta-test': '7' },
      body: '%PDF',
    });
    // Nobody asked the first one to stop
    const { httpUrl } = await start({ folder });
    const found = await fetch(`${httpUrl}/s3/leads/report.pdf`);
    expect(await found.text()).toBe('%PDF');
    const of = ({ headers }: Response, name: string) => headers.get(name);
    expect(of(found, 'etag')).toBe(of(put, 'etag'));
    expect(of(found, 'content-type')).toBe('application/pdf');
    expect(of(found, 'x-amz-meta-test')).toBe('7');
    const other = await start();
    expect((await fetch(`${other.httpUrl}/s3/leads/report.pdf`)).status).toBe(
      404,
    );
    await fs.rm(folder, { recursive: true });
  });

  it('has the faults it was started with', async () => {
    const { httpUrl } = await start({
      faults: [{ component: 'site', kind: 'status', status: 418 }],
    });
    expect((await fetch(`${httpUrl}/sites/a`)).status).toBe(418);
    await expect(
      start({ faults: [{ component: 'site', kind: 'latency' }] }),
    ).rejects.toThrow('delayMs');
  });

  it.each([
    ['httpPort', 'leadshopSandbox.http.port'],
    ['httpsPort', 'leadshopSandbox.https.port'],
    ['smtpPort', 'leadshopSandbox.smtp.port'],
  ] as const)(
    'names the port and setting when %s is taken',
    async (option, setting) => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as { port: number };
      try {
        await expect(start({ [option]: port })).rejects.toThrow(
          `The LeadShop sandbox cannot start: port ${port} is taken by another program. Stop that program, or set ${setting} to another port.`,
        );
      } finally {
        other.close();
      }
    },
  );

  it('leaves no listener behind when a port is taken', async () => {
    const first = await start();
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as { port: number };
    free.close();
    await once(free, 'close');
    await expect(
      start({ httpPort: port, smtpPort: first.smtpPort }),
    ).rejects.toThrow('leadshopSandbox.smtp.port');
    expect((await start({ httpPort: port })).httpUrl).toContain(String(port));
  });

  it('ends every connection at once when it stops', async () => {
    const sandbox = await start();
    sandbox.addFault({ component: 'semrush', kind: 'timeout' });
    const http = connect(portOf(sandbox.httpUrl), '127.0.0.1');
    const hanging = connect(portOf(sandbox.httpUrl), '127.0.0.1');
    hanging.write('GET /semrush/ HTTP/1.1\r\nHost: a\r\n\r\n');
    const tls = connectTls({
      port: portOf(sandbox.httpsUrl),
      host: '127.0.0.1',
      ca: sandbox.ca,
    });
    const smtp = connect(sandbox.smtpPort, '127.0.0.1');
    await Promise.all([
      once(http, 'connect'),
      once(tls, 'secureConnect'),
      once(smtp, 'data'),
    ]);
    while (sandbox.requests().length === 0) {
      await new Promise(resolve => setImmediate(resolve));
    }
    const closed = [http, hanging, tls, smtp].map((socket: Socket) => {
      socket.on('error', () => undefined);
      socket.resume();
      return once(socket, 'close');
    });
    await sandbox.stop();
    await Promise.all(closed);
    await expect(fetch(sandbox.httpUrl)).rejects.toMatchObject({
      cause: { code: 'ECONNREFUSED' },
    });
    await sandbox.stop();
  });
});
