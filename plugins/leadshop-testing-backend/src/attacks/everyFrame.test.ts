/*
 * What a hostile client sends over the socket: each message gets an error or an
 * answer, and the socket lives on; what is no WebSocket or no HTTP ends that
 * connection alone.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import {
  AuthService,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { WebSocket } from 'ws';
import { ServerMessage } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  API,
  databases,
  LiveReader,
  startBackend,
  TestBackend,
} from '../__testUtils__/backend';
import { EventLoopWatch, MAX_STALL_MS } from './__testUtils__/EventLoopWatch';
import { HOSTILE_JSON } from './__testUtils__/hostileJson';
import { HOSTILE_TEXTS } from './__testUtils__/hostileTexts';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let backend: TestBackend;

beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  backend = await startBackend({
    knex: await databases.init('POSTGRES_18'),
    sandbox,
  });
});

afterAll(async () => {
  await backend?.stop();
  await sandbox?.stop();
});

/** Fewer than the burst that a socket is allowed. */
const PER_SOCKET = 80;

/** Larger ones end the socket unread. */
const MAX_FRAME_BYTES = 64 * 1024;

const texts = HOSTILE_TEXTS.map(({ text }) => text);

/** Values in every place that a message has. */
const MESSAGES: readonly [string, readonly string[]][] = [
  ['the whole message', [...texts, ...HOSTILE_JSON]],
  ['a text alone', texts.map(text => JSON.stringify(text))],
  ...(
    [
      ['the type', value => `{"type":${value}}`],
      ['an unknown field', value => `{"type":"ping","field":${value}}`],
      ['an unknown name', value => `{"type":"ping",${value}:1}`],
      ['a test', value => `{"type":"subscribe_test","test_id":${value}}`],
      ['a channel', value => `{"type":"subscribe","channels":[${value}]}`],
      [
        'an id of a channel',
        value =>
          `{"type":"subscribe","channels":[${value.replace('"', '"test:')}]}`,
      ],
      [
        'an entity of a channel',
        value =>
          `{"type":"subscribe","channels":[${value.replace('"', '"entity:')}]}`,
      ],
      ['channels', value => `{"type":"subscribe","channels":${value}}`],
      [
        'an event',
        value => `{"type":"subscribe","channels":["global"],"after":${value}}`,
      ],
      [
        'what to leave',
        value => `{"type":"unsubscribe","channels":[${value}]}`,
      ],
    ] as const satisfies readonly [string, (value: string) => string][]
  ).map(([place, message]): [string, string[]] => [
    place,
    [...texts.map(text => JSON.stringify(text)), ...HOSTILE_JSON].map(message),
  ]),
];

/** Waits until a socket has answered all that came before. */
async function answered(reader: LiveReader): Promise<ServerMessage[]> {
  const before = reader.messages.length;
  reader.send({ type: 'ping' });
  await reader.until(message => message.type === 'pong');
  return reader.messages.slice(before);
}

it.each(MESSAGES)('lives on whatever is %s', async (_, messages) => {
  const watch = new EventLoopWatch();
  const short = messages.filter(
    message => Buffer.byteLength(message) <= MAX_FRAME_BYTES,
  );
  for (let at = 0; at < short.length; at += PER_SOCKET) {
    const some = short.slice(at, at + PER_SOCKET);
    const reader = await backend.as('viewer').connect();
    for (const message of some) reader.send(message);
    await answered(reader);
    const replies = reader.messages.filter(({ type }) =>
      ['error', 'subscribed'].includes(type),
    );
    // The first says that the socket follows `global`
    expect(replies.length - 1).toBeGreaterThanOrEqual(some.length - 1);
    expect(JSON.stringify(replies)).not.toMatch(/internal|TypeError|at Object/);
    await reader.close();
  }
  watch.stop();
  expect(watch.longest()).toBeLessThanOrEqual(MAX_STALL_MS);
});

it.each<[string, (ws: WebSocket) => void, number]>([
  ['a message that is too large', ws => ws.send('x'.repeat(70_000)), 1009],
  [
    'text that is not UTF-8',
    ws => ws.send(Buffer.from([0xc3, 0x28]), { binary: false }),
    1007,
  ],
  [
    'a frame of no kind',
    // @ts-expect-error -- past the library, onto the wire
    ws => ws._socket.write(Buffer.from([0x8f, 0x80, 0, 0, 0, 0])),
    1002,
  ],
  [
    'a frame without a mask',
    // @ts-expect-error -- past the library, onto the wire
    ws => ws._socket.write(Buffer.from([0x81, 0x01, 0x78])),
    1002,
  ],
  [
    'a frame that claims more than there can be',
    ws =>
      // @ts-expect-error -- past the library, onto the wire
      ws._socket.write(Buffer.from([0x81, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0])),
    1009,
  ],
])('closes the socket, and only that, over %s', async (_, send, code) => {
  const bystander = await backend.as('viewer').connect();
  const { ws } = await backend.as('viewer').connect();
  ws.on('error', () => {});
  const closed = once(ws, 'close');
  send(ws);
  expect((await closed)[0]).toBe(code);
  await answered(bystander);
  await bystander.close();
});

it('takes a message in pieces, and as bytes', async () => {
  const reader = await backend.as('viewer').connect();
  reader.ws.send('{"type":', { fin: false });
  reader.ws.send('"ping"}', { fin: true });
  await reader.until(message => message.type === 'pong');
  reader.ws.send(Buffer.from('{"type":"shout"}'), { binary: true });
  const error = await reader.until(message => message.type === 'error');
  expect(JSON.stringify(error)).toContain('type');
  await reader.close();
});

/** Tokens that are good for a moment; encoded, as sockets send those of tests. */
const shortLived = (ms: number) =>
  createServiceFactory({
    service: coreServices.auth,
    deps: {},
    factory(): AuthService {
      const auth = mockServices.auth();
      return {
        ...auth,
        authenticate: async (token, options) => ({
          ...(await auth.authenticate(
            Buffer.from(token.slice('encoded.'.length), 'base64url').toString(),
            options,
          )),
          expiresAt: new Date(Date.now() + ms),
        }),
        isPrincipal: auth.isPrincipal.bind(auth),
      };
    },
  });

it('closes the socket whose token ends, and says so', async () => {
  const other = await startBackend({
    knex: backend.knex,
    sandbox,
    auth: [shortLived(300)],
  });
  try {
    const { ws } = await other.as('viewer').connect();
    expect(await once(ws, 'close')).toEqual([
      4401,
      Buffer.from('Token expired'),
    ]);
  } finally {
    await other.stop();
  }
});

describe('bytes that are no request', () => {
  const long = 'x'.repeat(100_000);
  const post = `POST ${API}/leads HTTP/1.1\r\nHost: x\r\n`;

  it.each<[string, string]>([
    ['a NUL in a header', `GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n`],
    [
      'a header without an end',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${long}\r\n\r\n`,
    ],
    ['an address without an end', `GET /${long} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n'],
    ['two lengths', `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    [
      'a length and chunks',
      `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a negative length', `${post}Content-Length: -1\r\n\r\n`],
    [
      'an address of nowhere',
      `GET http://[/api/leadshop-testing/v1/leads?limit=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    ],
    ['a broken chunk', `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
  ])('with %s are refused', async (_, bytes) => {
    const socket = connect({ host: '127.0.0.1', port: backend.port });
    let answer = '';
    socket.on('data', chunk => {
      answer += chunk;
    });
    socket.write(bytes, 'latin1');
    await once(socket, 'close');
    expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    expect((await backend.as('viewer').get('/status')).status).toBe(200);
  });
});
