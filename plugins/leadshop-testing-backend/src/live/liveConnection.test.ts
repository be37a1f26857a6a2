import { once } from 'node:events';
import { connect } from 'node:net';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { WebSocket } from 'ws';
import { LIVE_PROTOCOL } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  databases,
  rolePermissions,
  startBackend,
  TestBackend,
} from '../__testUtils__/backend';

jest.setTimeout(60_000);

let sandbox: Sandbox;
let backend: TestBackend;
const withdrawn = new Set<string>();

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
    permissions: rolePermissions({ withdrawn }),
    config: { live: { maxConnections: 40 } },
  });
});

afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

/** Status of a handshake that is refused. */
async function handshake(
  options: { protocols?: string[]; origin?: string } = {},
): Promise<number> {
  const ws = new WebSocket(
    `ws://127.0.0.1:${backend.port}/api/leadshop-testing/v1/ws`,
    options.protocols ?? [],
    { origin: options.origin },
  );
  const status = await new Promise<number>(resolve => {
    ws.on('open', () => resolve(101));
    ws.on('unexpected-response', (_, res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    ws.on('error', () => {});
  });
  ws.terminate();
  return status;
}

describe('the handshake', () => {
  it('is refused before the upgrade: 401, 403, wrong origin, plain HTTP', async () => {
    const { socketToken } = backend.as('viewer');
    expect(await handshake()).toBe(401);
    expect(await handshake({ protocols: [LIVE_PROTOCOL] })).toBe(401);
    expect(await handshake({ protocols: [LIVE_PROTOCOL, 'nonsense'] })).toBe(
      401,
    );
    expect(
      await handshake({
        protocols: [LIVE_PROTOCOL, backend.as('no_role').socketToken],
      }),
    ).toBe(403);
    const protocols = [LIVE_PROTOCOL, socketToken];
    expect(await handshake({ protocols, origin: 'https://evil.example' })).toBe(
      403,
    );
    expect(
      await handshake({ protocols, origin: 'http://localhost:3000' }),
    ).toBe(101);
    expect((await backend.as('viewer').get('/ws')).status).toBe(400);
  });

  it('works when it is the very first request that a replica gets', async () => {
    const fresh = await startBackend({ knex: backend.knex, sandbox });
    try {
      const reader = await fresh.as('viewer').connect();
      expect(reader.ws.protocol).toBe(LIVE_PROTOCOL);
      await reader.close();
    } finally {
      await fresh.stop();
    }
  });

  it('is refused with 503 when there are too many sockets', async () => {
    const readers = await Promise.all(
      Array.from({ length: 40 }, () => backend.as('viewer').connect()),
    );
    const { socketToken } = backend.as('viewer');
    expect(await handshake({ protocols: [LIVE_PROTOCOL, socketToken] })).toBe(
      503,
    );
    await Promise.all(readers.map(r => r.close()));
  });

  it('answers upgrades of other paths as the portal does', async () => {
    const socket = connect({ host: '127.0.0.1', port: backend.port });
    socket.write(
      'GET /api/other/ws HTTP/1.1\r\nHost: localhost\r\n' +
        'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('a socket', () => {
  it.each([
    ['what is no JSON', '{', 'Not JSON'],
    ['an unknown type', { type: 'shout' }, 'type'],
    ['an unknown channel', { type: 'subscribe', channels: ['x'] }, 'channel'],
    ['an unknown field', { type: 'ping', x: 1 }, 'x'],
    ['a bad id', { type: 'subscribe_test', test_id: '1' }, 'test_id'],
    [
      'a message over 16 KiB',
      { type: 'ping', pad: 'x'.repeat(17_000) },
      '16384',
    ],
    [
      'a negative after',
      { type: 'subscribe', channels: ['global'], after: -1 },
      'after',
    ],
  ])('answers %s with an error and lives on', async (_, message, says) => {
    const reader = await backend.as('viewer').connect();
    reader.send(message);
    const error = await reader.until(m => m.type === 'error');
    expect(JSON.stringify(error)).toContain(says);
    reader.send({ type: 'ping' });
    await reader.until(m => m.type === 'pong');
    await reader.close();
  });

  it('follows a hundred channels at most', async () => {
    const reader = await backend.as('viewer').connect();
    const ids = Array.from(
      { length: 120 },
      (_, i) => `test:00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    );
    reader.send({ type: 'subscribe', channels: ids.slice(0, 100) });
    const error = await reader.until(m => m.type === 'error');
    expect(error).toMatchObject({ channel: ids[99] });
    await reader.close();
  });

  it('is closed when it floods', async () => {
    const reader = await backend.as('viewer').connect();
    const closed = once(reader.ws, 'close');
    for (let i = 0; i < 300; i++) reader.send({ type: 'ping' });
    expect((await closed)[0]).toBe(4429);
  });

  it('is refused a channel whose permission is missing, and lives on', async () => {
    const reader = await backend.as('viewer').connect();
    const channel = 'import:00000000-0000-4000-8000-000000000000';
    reader.send({ type: 'subscribe', channels: [channel, 'global'] });
    expect(await reader.until(m => m.type === 'error')).toMatchObject({
      channel,
      message: "Permission 'bulk_import_leads' required",
    });
    await reader.until(
      m => m.type === 'subscribed' && m.channels.includes('global'),
    );
    await reader.close();
  });

  it('ends when its permission is withdrawn', async () => {
    const reader = await backend.as('developer').connect();
    withdrawn.add('leadshop-testing.view_test_results');
    const [code] = await once(reader.ws, 'close');
    withdrawn.clear();
    expect(code).toBe(4403);
  });

  it('is told to come back when the replica stops', async () => {
    const leaving = await startBackend({ knex: backend.knex, sandbox });
    const reader = await leaving.as('viewer').connect();
    const closed = once(reader.ws, 'close');
    await leaving.stop();
    expect((await closed)[0]).toBe(1012);
  });
});
