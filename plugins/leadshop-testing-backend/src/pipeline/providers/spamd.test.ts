import { AddressInfo, createServer, Socket } from 'node:net';
import { failureOf } from '../network/__testUtils__/failureOf';
import { SandboxProviders, signal } from './__testUtils__/sandboxProviders';

const options = { signal };
const RAW = Buffer.from('Subject: Grüße\r\n\r\nBUY NOW\r\n');
const REPORT = [
  'Spam detection software, running on the system "host", has',
  'identified this incoming email as possible spam.',
  '',
  'Content analysis details:   (5.8 points, 5.0 required)',
  '',
  ' pts rule name              description',
  '---- ---------------------- --------------------------------------------------',
  ' 1.4 MISSING_DATE           Missing Date: header',
  '-0.0 NO_RELAYS              Informational: message was not relayed via SMTP',
  ' 4.4 URIBL_BLOCKED          ADMINISTRATOR NOTICE: The query to URIBL was',
  '                            blocked, see the wiki',
  '',
].join('\r\n');

let started: SandboxProviders;
beforeAll(async () => {
  started = await SandboxProviders.start();
});
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await started.reset();
  await Promise.all(stops.splice(0).map(stop => stop()));
});
afterAll(() => started.stop());

const checker = (port: number, timeout: object = { seconds: 30 }) =>
  started.create({
    providers: { smtp: { spamd: { host: '127.0.0.1', port }, timeout } },
  }).spam;

/** A daemon that reads the whole request and then does what a test says. */
async function spamd(
  answer: (socket: Socket, request: Buffer) => void,
  timeout?: object,
) {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, socket => {
    sockets.add(socket);
    const chunks: Buffer[] = [];
    socket.on('error', () => {});
    socket.on('data', chunk => chunks.push(chunk));
    socket.on('end', () => answer(socket, Buffer.concat(chunks)));
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise(resolve => server.close(resolve));
  });
  return checker((server.address() as AddressInfo).port, timeout);
}

const answered = (headers: string, body = REPORT) =>
  `SPAMD/1.1 0 EX_OK\r\n${headers}\r\n\r\n${body}`;

it('asks for a report and reads its rules', async () => {
  let asked = '';
  const spam = await spamd((socket, request) => {
    asked = request.toString();
    socket.end(
      answered(`Content-length: ${REPORT.length}\r\nSpam: True ; 5.8 / 5.0`),
    );
  });
  expect(spam.engine).toBe('spamd');
  expect(await spam.check(RAW, options)).toEqual({
    engine: 'spamd',
    score: 5.8,
    rules: [
      { name: 'MISSING_DATE', score: 1.4, description: 'Missing Date: header' },
      {
        name: 'NO_RELAYS',
        score: -0,
        description: 'Informational: message was not relayed via SMTP',
      },
      {
        name: 'URIBL_BLOCKED',
        score: 4.4,
        description:
          'ADMINISTRATOR NOTICE: The query to URIBL was blocked, see the wiki',
      },
    ],
  });
  expect(asked).toBe(
    `REPORT SPAMC/1.5\r\nContent-length: ${RAW.byteLength}\r\n\r\n${RAW}`,
  );
});

it.each([
  ['another protocol', 'HTTP/1.1 200 OK\r\n\r\n', false, 'protocol of spamd'],
  ['no score', answered('Content-length: 0', ''), false, 'no score'],
  [
    'half a report',
    answered('Content-length: 9999\r\nSpam: False ; 0.0 / 5.0'),
    true,
    'cut off',
  ],
  ['half of the headers', 'SPAMD/1.1 0 EX_OK\r\nSpam:', true, 'cut off'],
  ['nothing', '', true, 'nothing'],
  ['a failure', 'SPAMD/1.1 75 EX_TEMPFAIL\r\n\r\n', true, 'EX_TEMPFAIL'],
  ['an endless report', answered('', 'x'.repeat(1_100_000)), false, 'endless'],
])('understands %s', async (_, text, retryable, words) => {
  const spam = await spamd(socket => socket.end(text));
  const error = await failureOf(spam.check(RAW, options));
  expect(error).toMatchObject({
    provider: 'spamd',
    fault: 'vendor',
    retryable,
  });
  expect(error.message).toContain(words);
});

it('says when the daemon breaks off or is not there', async () => {
  const spam = await spamd(socket => socket.resetAndDestroy());
  expect(await failureOf(spam.check(RAW, options))).toMatchObject({
    fault: 'vendor',
    retryable: true,
  });
  const error = await failureOf(checker(1).check(RAW, options));
  expect(error).toMatchObject({ fault: 'network', retryable: true });
  expect(error.message).toContain('leadshopTesting.providers.smtp.spamd');
});

it('ends when time is over, and at once when the caller gives up', async () => {
  const silent = await spamd(() => {});
  const controller = new AbortController();
  const ended = silent.check(RAW, { signal: controller.signal });
  controller.abort('enough');
  await expect(ended).rejects.toBe('enough');
  const hurried = await spamd(() => {}, { milliseconds: 100 });
  const late = await failureOf(hurried.check(RAW, options));
  expect(late.message).toContain('within 100 ms');
});
