import { gzipSync, brotliCompressSync } from 'node:zlib';
import { failureOf } from './__testUtils__/failureOf';
import { startRawSite, startSite, TestSite } from './__testUtils__/sites';
import { createGuardedClient, GuardedClientOptions } from './guardedClient';

const { signal } = new AbortController();
const sites: TestSite[] = [];
afterEach(async () => {
  await Promise.all(sites.splice(0).map(each => each.stop()));
});

async function site(...args: Parameters<typeof startSite>) {
  const started = await startSite(...args);
  sites.push(started);
  return started;
}

async function rawSite(...args: Parameters<typeof startRawSite>) {
  const started = await startRawSite(...args);
  sites.push(started);
  return started;
}

/** A client for which `shop.example` at that port is open, and is 127.0.0.1. */
function clientFor(
  target: TestSite,
  options: Partial<GuardedClientOptions> = {},
) {
  return createGuardedClient({
    allowedHosts: [target.allowed()],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    ...options,
  });
}

const urlOf = (target: TestSite, path = '/') =>
  `http://shop.example:${target.port}${path}`;

describe('an answer', () => {
  it('comes with its headers, address and bytes, whatever its type', async () => {
    const target = await site((_, response) => {
      response.setHeader('Content-Type', 'image/png');
      response.setHeader('Set-Cookie', ['a=1', 'b=2; Secure']);
      response.end(Buffer.from([0x89, 0x50, 0, 255]));
    });
    const fetched = await clientFor(target).fetch(urlOf(target, '/x?y=1#z'), {
      signal,
    });
    expect(fetched).toEqual({
      mode: 'live',
      final_url: urlOf(target, '/x?y=1'),
      body: Buffer.from([0x89, 0x50, 0, 255]),
      truncated: false,
      duration_ms: expect.any(Number),
      hops: [
        {
          url: urlOf(target, '/x?y=1'),
          status: 200,
          address: '127.0.0.1',
          tls: null,
          headers: expect.objectContaining({
            'content-type': 'image/png',
            'set-cookie': ['a=1', 'b=2; Secure'],
          }),
        },
      ],
    });
    expect(Number.isInteger(fetched.duration_ms)).toBe(true);
    const [request] = target.requests;
    expect(request.url).toBe('/x?y=1');
    expect(request.headers.host).toBe(`shop.example:${target.port}`);
    expect(request.headers).not.toHaveProperty('cookie');
    expect(request.headers).not.toHaveProperty('authorization');
  });

  it('may come without a type and with a status of failure', async () => {
    const target = await site((_, response) => {
      response.statusCode = 503;
      response.end('down');
    });
    const fetched = await clientFor(target).fetch(urlOf(target), { signal });
    expect(fetched.hops[0].status).toBe(503);
    expect(fetched.hops[0].headers).not.toHaveProperty('content-type');
    expect(Buffer.from(fetched.body).toString()).toBe('down');
  });

  it('of the sandbox says so', async () => {
    const target = await site((_, response) => response.end('ok'));
    const client = clientFor(target, {
      allowedHosts: [target.allowed('127.0.0.1', { mode: 'sandbox' })],
    });
    const fetched = await client.fetch(`http://127.0.0.1:${target.port}/`, {
      signal,
    });
    expect(fetched.mode).toBe('sandbox');
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['br', brotliCompressSync],
    ['identity', (text: Buffer) => text],
  ])('in %s is unpacked', async (encoding, pack) => {
    const target = await site((_, response) => {
      response.setHeader('Content-Encoding', encoding);
      response.end(pack(Buffer.from('hello')));
    });
    const { body } = await clientFor(target).fetch(urlOf(target), { signal });
    expect(Buffer.from(body).toString()).toBe('hello');
  });
});

describe('a site that does not work is the matter of the lead', () => {
  const limits = { maxMs: 150 };

  it.each([
    ['never answers', () => {}],
    ['sends its headers by the drop', 'HTTP/1.1 200 OK\r\nX-'],
    [
      'sends its body by the drop',
      'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n',
    ],
  ])('when it %s', async (_, start) => {
    const target = await rawSite(socket => {
      if (typeof start === 'string') {
        socket.write(start);
        const timer = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => clearInterval(timer));
      }
    });
    const error = await failureOf(
      clientFor(target, { limits }).fetch(urlOf(target), { signal }),
    );
    expect(error).toMatchObject({ fault: 'lead', retryable: true });
    expect(error.message).toContain('longer than the 0.15 s');
  });

  it.each([
    ['hangs up', () => '', 'broke off', true],
    ['speaks something else', () => 'SSH-2.0-OpenSSH\r\n', 'not HTTP', false],
    [
      'stops in the middle',
      () => 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc',
      'broke off',
      true,
    ],
    [
      'lies about its encoding',
      () =>
        'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc',
      'not what its headers say',
      false,
    ],
    [
      'uses an encoding that nobody asked for',
      () =>
        'HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 3\r\n\r\nabc',
      'not asked for (zstd)',
      false,
    ],
    [
      'sends endless headers',
      () => `HTTP/1.1 200 OK\r\n${'X-A: aaaaaaaaaa\r\n'.repeat(5000)}`,
      'not HTTP',
      false,
    ],
  ])('when it %s', async (_, answer, what, retryable) => {
    const target = await rawSite(socket => {
      socket.once('data', () => socket.end(answer()));
    });
    const error = await failureOf(
      clientFor(target).fetch(urlOf(target), { signal }),
    );
    expect(error.message).toContain(what);
    expect(error).toMatchObject({ fault: 'lead', retryable, mode: 'live' });
  });

  it('when it refuses connections', async () => {
    const target = await site(() => {});
    await target.stop();
    const error = await failureOf(
      clientFor(target).fetch(urlOf(target), { signal }),
    );
    expect(error).toMatchObject({
      provider: 'site',
      fault: 'lead',
      retryable: false,
    });
    expect(error.message).toContain('refuses connections');
  });
});

describe('the caller', () => {
  it('who has given up before is told his own reason', async () => {
    const resolve = jest.fn();
    const client = createGuardedClient({ allowedHosts: [], resolve });
    const reason = new Error('cancelled by hand');
    await expect(
      client.fetch('http://shop.example/', {
        signal: AbortSignal.abort(reason),
      }),
    ).rejects.toBe(reason);
    expect(resolve).not.toHaveBeenCalled();
  });

  it.each(['before the headers', 'within the body'])(
    'may give up %s, and the connection ends',
    async when => {
      const controller = new AbortController();
      const reason = new Error('cancelled by hand');
      const target = await site((_, response) => {
        if (when === 'within the body') {
          response.write('some');
          setImmediate(() => controller.abort(reason));
        } else controller.abort(reason);
      });
      await expect(
        clientFor(target).fetch(urlOf(target), { signal: controller.signal }),
      ).rejects.toBe(reason);
      await target.abandoned();
    },
  );

  it('may give up while the name is resolved', async () => {
    const controller = new AbortController();
    const client = createGuardedClient({
      allowedHosts: [],
      resolve: () => {
        controller.abort('enough');
        return new Promise(() => {});
      },
    });
    await expect(
      client.fetch('http://shop.example/', { signal: controller.signal }),
    ).rejects.toBe('enough');
  });
});
