import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import { generate } from 'selfsigned';
import { failureOf } from '../network/__testUtils__/failureOf';
import { SandboxProviders, signal } from './__testUtils__/sandboxProviders';
import { failureWhenAnswered, listening } from './__testUtils__/vendor';

const options = { signal };
let started: SandboxProviders;
beforeAll(async () => {
  started = await SandboxProviders.start();
});
afterEach(() => started.reset());
afterAll(() => started.stop());

it('refuses an answer of more than 5 MiB', async () => {
  const error = await failureWhenAnswered(
    started,
    { body: 'x'.repeat(5_300_000) },
    all => all.semrush.domainRanks('shop.example', options),
  );
  expect(error).toMatchObject({ fault: 'vendor', retryable: false });
  expect(error.message).toContain('more than 5 MiB');
});

it('hides the key when a vendor repeats it in its error', async () => {
  const key = 'a+secret%key';
  const error = await failureWhenAnswered(
    started,
    {
      body: `ERROR 500 :: KEY ${key} IN ${encodeURIComponent(key)} IS BAD`,
      status: 500,
      apiKey: key,
    },
    all => all.semrush.domainRanks('shop.example', options),
  );
  expect(error.message).toContain('KEY *** IN *** IS BAD');
});

it('says that a vendor cannot be reached', async () => {
  const { url, stop } = await listening(http.createServer());
  await stop();
  const { semrush } = started.create({
    providers: { semrush: { apiKey: 'k', baseUrl: url } },
  });
  const error = await failureOf(semrush.domainRanks('a.example', options));
  expect(error).toMatchObject({ fault: 'network', retryable: true });
  expect(error.message).toContain('ECONNREFUSED');
});

describe('a vendor over TLS', () => {
  it.each([
    ['whose certificate nobody trusts', 'https', 'certificate'],
    ['that does not speak TLS', 'https over http', 'certificate'],
  ])('%s is not called', async (_, kind, words) => {
    const { cert, private: key } = await generate([
      { name: 'commonName', value: 'localhost' },
    ]);
    const server =
      kind === 'https'
        ? https.createServer({ cert, key })
        : http.createServer();
    const { port, stop } = await listening(server);
    const { semrush } = started.create({
      providers: {
        semrush: { apiKey: 'k', baseUrl: `https://127.0.0.1:${port}` },
      },
    });
    const error = await failureOf(semrush.domainRanks('a.example', options));
    await stop();
    expect(error).toMatchObject({ fault: 'network', retryable: false });
    expect(error.message).toContain(words);
  });
});

it('says when a vendor does not speak HTTP', async () => {
  const server = createServer(socket => {
    socket.once('data', () => socket.end('220 mail here\r\n'));
  });
  const { url, stop } = await listening(server);
  const { semrush } = started.create({
    providers: { semrush: { apiKey: 'k', baseUrl: url } },
  });
  const error = await failureOf(semrush.domainRanks('a.example', options));
  await stop();
  expect(error).toMatchObject({ fault: 'vendor', retryable: false });
  expect(error.message).toContain('not HTTP');
});
