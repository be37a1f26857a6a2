import { answer, Receiver } from '../../webhooks/__testUtils__/Receiver';
import {
  createGuardedPost,
  explainUnsafePost,
  GuardedPostOptions,
} from './guardedPost';

let receiver: Receiver;

beforeAll(async () => {
  receiver = await Receiver.start();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.reply = answer(204);
});
afterAll(() => receiver?.stop());

const post = (
  url: string,
  options: Partial<GuardedPostOptions> = {},
  signal = new AbortController().signal,
) =>
  createGuardedPost({ allowedHosts: [receiver.allowed], ...options }).post(
    url,
    { headers: { 'x-kind': 'test' }, body: '{"a":"ü"}', signal },
  );

it('sends a body to an address that an operator opened', async () => {
  await expect(post(receiver.url)).resolves.toEqual({
    status: 204,
    retryAfter: undefined,
    text: '',
  });
  expect(receiver.received).toEqual([
    {
      path: '/hook?channel=7',
      body: '{"a":"ü"}',
      headers: expect.objectContaining({
        'x-kind': 'test',
        'content-length': '10',
      }),
    },
  ]);
});

it('follows no redirect', async () => {
  receiver.reply = answer(307, { location: '/elsewhere' });
  await expect(post(receiver.url)).resolves.toMatchObject({ status: 307 });
  expect(receiver.received).toHaveLength(1);
});

it('reads the beginning of a failure alone, and the pause it asks for', async () => {
  receiver.reply = answer(503, { 'retry-after': '7' }, 'x'.repeat(1_000_000));
  await expect(post(receiver.url)).resolves.toEqual({
    status: 503,
    retryAfter: '7',
    text: 'x'.repeat(1_024),
  });
});

it('does not wait for one that never answers, nor for one that never ends', async () => {
  receiver.reply = () => {};
  await expect(post(receiver.url, { maxMs: 50 })).rejects.toMatchObject({
    message: '127.0.0.1 did not answer within 0.05 s',
    timedOut: true,
  });
  receiver.reply = response => response.writeHead(500).write('half');
  await expect(post(receiver.url, { maxMs: 200 })).resolves.toMatchObject({
    status: 500,
  });
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  receiver.reply = () => stop.abort(new Error('handed back'));
  await expect(post(receiver.url, {}, stop.signal)).rejects.toThrow(
    'handed back',
  );
});

describe('an address that must not be called', () => {
  it.each([
    ['http://example.com/', 'over http'],
    ['https://127.0.0.1/', 'allowedHosts'],
    ['https://169.254.169.254/latest/meta-data', 'allowedHosts'],
    ['https://[::ffff:10.0.0.1]/', 'allowedHosts'],
    ['https://localhost/', 'a name inside a network'],
    ['https://example.com:8443/', 'its port is 8443'],
    ['https://user:word@example.com/', 'user name or password'],
    ['ftp://example.com/', "its scheme is 'ftp'"],
  ])('%s is refused', async (url, said) => {
    expect(explainUnsafePost(url, [])).toContain(said);
    await expect(post(url)).rejects.toThrow(said);
  });

  it('is refused when its name leads inside, also only the second time', async () => {
    const answers = ['93.184.216.34', '10.0.0.7'];
    const resolve = async () => [
      { address: answers.shift() ?? '10.0.0.7', family: 4 },
    ];
    answers.shift();
    await expect(
      post('https://rebinding.example/', { resolve }),
    ).rejects.toThrow('rebinding.example leads to');
  });

  it('is called at exactly the address that was judged', async () => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const allowed = { ...receiver.allowed, host: 'hooks.internal' };
    await post(`http://hooks.internal:${receiver.port}/`, {
      allowedHosts: [allowed],
      resolve,
    });
    expect([asked, receiver.received.length]).toEqual([1, 1]);
  });
});

it('says in words why nothing could be sent', async () => {
  const closed = await Receiver.start();
  const { url, allowed } = closed;
  await closed.stop();
  await expect(post(url, { allowedHosts: [allowed] })).rejects.toThrow(
    '127.0.0.1 cannot be reached: it refuses connections',
  );
});
