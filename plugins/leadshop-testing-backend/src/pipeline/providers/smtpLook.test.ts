import { AddressInfo, createServer, Server, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { SIGN_IN_AGAIN_MS, SmtpLook } from './smtpLook';

const { signal } = new AbortController();
const sockets = new Set<Socket>();
let server: Server;
/** What was said in one connection after the other. */
let heard: string[][];
let replies: Record<string, string>;
let clock: number;

beforeAll(async () => {
  server = createServer(socket => {
    sockets.add(socket);
    const said: string[] = [];
    heard.push(said);
    socket.on('error', () => {});
    socket.write('220 mail.example ready\r\n');
    createInterface({ input: socket }).on('line', line => {
      const [verb] = line.split(' ');
      said.push(verb);
      socket.write(`${replies[verb]}\r\n`);
      if (verb === 'QUIT') socket.end();
    });
  });
  await new Promise<void>(done => {
    server.listen(0, '127.0.0.1', done);
  });
});
beforeEach(() => {
  heard = [];
  clock = 0;
  replies = {
    EHLO: '250-mail.example\r\n250 AUTH PLAIN',
    AUTH: '235 2.7.0 Welcome',
    RSET: '250 2.0.0 OK',
    QUIT: '221 2.0.0 Bye',
  };
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise(done => {
    server.close(done);
  });
});

const lookWith = (auth?: { user: string; pass: string }) =>
  new SmtpLook({
    connection: {
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
    },
    auth,
    now: () => clock,
  });
const AUTH = { user: 'tests', pass: 'word' };

it('greets, asks for nothing, and leaves', async () => {
  await lookWith().look(signal);
  expect(heard[0].slice(0, 2)).toEqual(['EHLO', 'RSET']);
});

it('signs in once in a while to see whether the password still holds', async () => {
  const smtp = lookWith(AUTH);
  await smtp.look(signal);
  clock = SIGN_IN_AGAIN_MS - 1;
  await smtp.look(signal);
  clock = SIGN_IN_AGAIN_MS;
  replies.AUTH = '535 5.7.8 No longer';
  await expect(smtp.look(signal)).rejects.toMatchObject({ code: 'EAUTH' });
  expect(heard.map(said => said.includes('AUTH'))).toEqual([true, false, true]);
});

it('remembers a refused password, so that no account is locked', async () => {
  const smtp = lookWith(AUTH);
  replies.AUTH = '535 5.7.8 Wrong';
  for (let n = 0; n < 3; n++) {
    await expect(smtp.look(signal)).rejects.toMatchObject({
      code: 'EAUTH',
      responseCode: 535,
    });
  }
  expect(heard.map(said => said.includes('AUTH'))).toEqual([
    true,
    false,
    false,
  ]);
  clock = SIGN_IN_AGAIN_MS;
  replies.AUTH = '235 2.7.0 Welcome';
  await smtp.look(signal);
});

it('asks again at once when the server could not say', async () => {
  const smtp = lookWith(AUTH);
  replies.AUTH = '454 4.7.0 Temporary authentication failure';
  await expect(smtp.look(signal)).rejects.toMatchObject({ responseCode: 454 });
  replies.AUTH = '235 2.7.0 Welcome';
  await smtp.look(signal);
});

it('hears what the server says in the middle', async () => {
  replies.RSET = '421 4.3.2 Going down';
  await expect(lookWith().look(signal)).rejects.toMatchObject({
    responseCode: 421,
  });
});

it('ends its connection when the caller gives up', async () => {
  const controller = new AbortController();
  const ended = lookWith().look(controller.signal);
  controller.abort();
  await expect(ended).rejects.toMatchObject({ code: 'ECONNRESET' });
});
