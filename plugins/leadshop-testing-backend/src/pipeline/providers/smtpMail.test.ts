import { failureOf } from '../network/__testUtils__/failureOf';
import { SandboxProviders, signal } from './__testUtils__/sandboxProviders';

const options = { signal };
const ID = '<test-1.report@leadshop.example>';
const RAW = Buffer.from(
  [
    'From: Somebody <somebody@example.com>',
    'To: Lead <lead@shop.example>',
    'Cc: other@shop.example',
    'Subject: Your web site',
    `Message-ID: ${ID}`,
    '',
    'Hello\n.\nlast line',
    '',
  ].join('\n'),
);

let started: SandboxProviders;
beforeAll(async () => {
  started = await SandboxProviders.start();
});
afterEach(() => started.reset());
afterAll(() => started.stop());

const mailer = (settings: object = {}) =>
  started.create({
    providers: {
      smtp: {
        host: started.sandbox.smtpHost,
        port: started.sandbox.smtpPort,
        from: 'LeadShop <testing@leadshop.example>',
        testMailbox: 'tests@leadshop.example',
        ...settings,
      },
    },
  }).mail;

it('delivers to the test mailbox alone, whatever the headers say', async () => {
  const mail = mailer();
  expect(mail).toMatchObject({
    mode: 'sandbox',
    from: 'LeadShop <testing@leadshop.example>',
    testMailbox: 'tests@leadshop.example',
  });
  const delivery = await mail.send(RAW, ID, options);
  expect(delivery).toMatchObject({
    message_id: ID,
    accepted: ['tests@leadshop.example'],
    response: expect.stringMatching(/^250 .*queued/),
    mode: 'sandbox',
  });
  expect(Number.isInteger(delivery.duration_ms)).toBe(true);
  const stored = started.sandbox.inbox().find(each => each.messageId === ID);
  expect(stored).toMatchObject({
    from: 'testing@leadshop.example',
    to: ['tests@leadshop.example'],
    subject: 'Your web site',
  });
  expect(stored?.raw.toString()).toContain('Hello\r\n.\r\nlast line');
});

it('is recognised when it is sent again', async () => {
  const mail = mailer();
  const id = '<again@leadshop.example>';
  const raw = Buffer.from(RAW.toString().replace(ID, id));
  await mail.send(raw, id, options);
  await mail.send(raw, id, options);
  const stored = started.sandbox.inbox().filter(each => each.messageId === id);
  expect(stored).toHaveLength(1);
  expect(stored[0].redeliveries).toBe(1);
});

describe('a fault', () => {
  it.each([
    ['status', {}, 'vendor', true, '451'],
    ['greylist', {}, 'vendor', true, 'put the mail off'],
    ['reject', {}, 'vendor', false, 'refused the mail'],
    ['rate_limit', {}, 'vendor', true, 'put the mail off'],
    ['quota', {}, 'vendor', false, 'mailbox is full'],
    ['outage', {}, 'vendor', true, 'not ready'],
    ['timeout', {}, 'vendor', true, 'within 250 ms'],
    ['reset', {}, 'vendor', true, 'broke off'],
    ['truncate', {}, 'vendor', true, 'broke off'],
    ['garbage', {}, 'vendor', false, 'not SMTP'],
  ] as const)('%s', async (kind, more, fault, retryable, words) => {
    started.sandbox.addFault({ component: 'smtp', kind, ...more });
    const timeout = { milliseconds: kind === 'timeout' ? 250 : 30_000 };
    const error = await failureOf(mailer({ timeout }).send(RAW, ID, options));
    expect(error).toMatchObject({
      provider: 'smtp',
      mode: 'sandbox',
      fault,
      retryable,
    });
    expect(error.message).toContain(words);
  });
});

it('keeps a wrong password to itself and says where it is set', async () => {
  const error = await failureOf(
    mailer({ username: 'me', password: 'invalid' }).send(RAW, ID, options),
  );
  expect(error).toMatchObject({
    fault: 'config',
    retryable: false,
    status: 535,
  });
  expect(error.message).toContain('leadshopTesting.providers.smtp');
});

it('says which address the server does not take', async () => {
  const error = await failureOf(
    mailer({ testMailbox: 'not-an-address' }).send(RAW, ID, options),
  );
  expect(error).toMatchObject({ fault: 'config', retryable: false });
  expect(error.message).toContain('testMailbox');
});

it('says when the name of the mail server is not known', async () => {
  const error = await failureOf(
    mailer({ host: 'mail.invalid' }).send(RAW, ID, options),
  );
  expect(error).toMatchObject({ fault: 'network', retryable: true });
});

it('says when the mail server cannot be reached', async () => {
  const error = await failureOf(
    mailer({ host: '127.0.0.1', port: 1 }).send(RAW, ID, options),
  );
  expect(error).toMatchObject({ fault: 'network', retryable: true });
  expect(error.message).toContain('ECONNREFUSED');
});

it('never sends a password in the open to a real server', async () => {
  const error = await failureOf(
    mailer({
      host: 'localhost',
      username: 'me',
      password: 'secret-word',
    }).send(RAW, ID, options),
  );
  expect(error).toMatchObject({ mode: 'live', fault: 'config' });
  expect(error.message).toContain('offers no TLS');
  expect(error.message).not.toContain('secret-word');
  expect(started.sandbox.requests({ component: 'smtp' })).toHaveLength(0);
});

it('ends at once when the caller gives up', async () => {
  started.sandbox.addFault({ component: 'smtp', kind: 'timeout' });
  const controller = new AbortController();
  const ended = mailer().send(RAW, ID, { signal: controller.signal });
  controller.abort('enough');
  await expect(ended).rejects.toBe('enough');
});
