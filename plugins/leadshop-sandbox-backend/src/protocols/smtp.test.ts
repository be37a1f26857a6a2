import { connect } from 'node:net';
import { once } from 'node:events';
import { createTransport, SendMailOptions } from 'nodemailer';
import { Sandbox, startSandbox } from '../sandbox';
import { FaultRule } from '../faults';

describe('SMTP', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  });
  afterEach(async () => {
    sandbox.clearFaults();
    await fetch(`${sandbox.httpUrl}/control/inbox`, { method: 'DELETE' });
    sandbox.clearRequests();
  });
  afterAll(() => sandbox.stop());

  const send = (mail: SendMailOptions = {}, settings: object = {}) =>
    createTransport({
      host: sandbox.smtpHost,
      port: sandbox.smtpPort,
      ...settings,
    }).sendMail({
      from: 'LeadShop <testing@leadshop.example>',
      to: 'tests@leadshop.example',
      subject: 'Ergebnis für Müller & Söhne',
      text: 'Hello',
      ...mail,
    });

  it('takes a mail into the inbox, to be read over HTTP', async () => {
    const info = await send({
      html: '<p>Hello</p>',
      attachments: [
        { filename: 'report.pdf', content: Buffer.from('%PDF-1.7') },
      ],
    });
    expect(info.response).toMatch(/^250 2\.0\.0 OK: queued as \d+$/);
    const [message] = sandbox.inbox();
    expect(message).toMatchObject({
      messageId: info.messageId,
      from: 'testing@leadshop.example',
      to: ['tests@leadshop.example'],
      subject: 'Ergebnis für Müller & Söhne',
      redeliveries: 0,
    });
    expect(message.raw.length).toBe(message.size);

    const read = await fetch(`${sandbox.httpUrl}/control/inbox/${message.id}`);
    const { parsed, raw } = await read.json();
    expect(parsed).toMatchObject({
      subject: 'Ergebnis für Müller & Söhne',
      text: 'Hello\n',
      attachments: [
        {
          filename: 'report.pdf',
          content: Buffer.from('%PDF-1.7').toString('base64'),
        },
      ],
    });
    expect(raw).toBe(message.raw.toString('latin1'));
    expect(sandbox.requests({ component: 'smtp' })).toMatchObject([
      { method: 'MAIL', path: 'tests@leadshop.example', status: 250 },
    ]);
  });

  it('recognises a mail that is delivered again', async () => {
    const messageId = '<step-12.abc@leadshop.example>';
    const first = await send({ messageId });
    const again = await send({ messageId });
    expect(again.response).toBe(first.response);
    await send({ messageId: '<other@leadshop.example>' });
    expect(
      sandbox.inbox().map(mail => [mail.messageId, mail.redeliveries]),
    ).toEqual([
      [messageId, 1],
      ['<other@leadshop.example>', 0],
    ]);
  });

  it('lets anybody sign in, except with the password invalid', async () => {
    await send({}, { auth: { user: 'me', pass: 'anything' } });
    await expect(
      send({}, { auth: { user: 'me', pass: 'invalid' } }),
    ).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 });
  });

  it('refuses a mail that is too large before it is sent', async () => {
    const socket = connect(sandbox.smtpPort, sandbox.smtpHost);
    socket.setEncoding('utf8');
    await once(socket, 'data');
    socket.write('EHLO a\r\n');
    const [greeting] = await once(socket, 'data');
    expect(greeting).toContain('SIZE 67108864');
    expect(greeting).not.toContain('STARTTLS');
    socket.write('MAIL FROM:<a@a.example> SIZE=67108865\r\n');
    const [answer] = await once(socket, 'data');
    expect(answer).toMatch(/^552 /);
    socket.destroy();
  });

  it('keeps mails without a Message-ID apart', async () => {
    for (const _ of [1, 2]) {
      const socket = connect(sandbox.smtpPort, sandbox.smtpHost);
      socket.setEncoding('utf8');
      for (const line of [
        'EHLO a',
        'MAIL FROM:<a@a.example>',
        'RCPT TO:<b@a.example>',
        'DATA',
        'Subject: x\r\n\r\nHi\r\n.',
        'QUIT',
      ]) {
        await once(socket, 'data');
        socket.write(`${line}\r\n`);
      }
      await once(socket, 'close');
    }
    expect(sandbox.inbox()).toHaveLength(2);
  });

  describe('faults', () => {
    const failure = async (rule: Omit<FaultRule, 'component'>) => {
      sandbox.addFault({ component: 'smtp', ...rule });
      return send().then(
        () => 'delivered' as const,
        error => error,
      );
    };

    it.each([
      ['reject', 550, '5.7.1'],
      ['greylist', 451, '4.7.1'],
      ['rate_limit', 421, 'try again in 9 seconds'],
      ['quota', 452, '4.2.2'],
      ['status', 451, '4.3.0'],
      ['outage', 421, '4.3.2'],
    ] as const)('%s answers %d', async (kind, code, words) => {
      const error = await failure({ kind, retryAfterSeconds: 9 });
      expect(error.responseCode).toBe(code);
      expect(error.response).toContain(words);
      expect(sandbox.inbox()).toEqual([]);
      expect(sandbox.requests()).toMatchObject([{ fault: kind, status: code }]);
    });

    it('answers the reply code that was asked', async () => {
      expect(
        (await failure({ kind: 'status', status: 554 })).responseCode,
      ).toBe(554);
    });

    it('accepts the same mail after the greylist', async () => {
      await failure({ kind: 'greylist', count: 1 });
      await send();
      expect(sandbox.inbox()).toHaveLength(1);
    });

    it('resets the connection, and the mail is not there', async () => {
      expect(await failure({ kind: 'reset' })).toMatchObject({
        code: 'ESOCKET',
      });
      expect(sandbox.inbox()).toEqual([]);
    });

    it('truncates the answer, and the mail is there', async () => {
      expect(await failure({ kind: 'truncate' })).toMatchObject({
        code: expect.stringMatching(/ECONNECTION|ESOCKET|EPROTOCOL|EMESSAGE/),
      });
      expect(sandbox.inbox()).toHaveLength(1);
    });

    it('answers garbage', async () => {
      expect(await failure({ kind: 'garbage' })).toBeInstanceOf(Error);
      expect(sandbox.inbox()).toEqual([]);
    });

    it('never answers', async () => {
      sandbox.addFault({
        component: 'email-formatter',
        kind: 'timeout',
        count: 1,
      });
      const transport = createTransport({
        host: sandbox.smtpHost,
        port: sandbox.smtpPort,
        socketTimeout: 300,
      });
      await expect(
        transport.sendMail({
          from: 'a@a.example',
          to: 'b@a.example',
          text: 'x',
        }),
      ).rejects.toMatchObject({ code: 'ETIMEDOUT' });
      expect(sandbox.requests()).toMatchObject([{ fault: 'timeout' }]);
      expect(sandbox.requests()[0].status).toBeUndefined();
    });

    it('is late', async () => {
      expect(await failure({ kind: 'latency', delayMs: 30 })).toBe('delivered');
      expect(sandbox.requests()).toMatchObject([
        { fault: 'latency', status: 250 },
      ]);
    });

    it('aims at one mail by its recipient or what it says', async () => {
      sandbox.addFault({ component: 'smtp', kind: 'outage', match: 'lead-17' });
      await send({ text: 'lead-16' });
      await expect(send({ text: 'lead-17' })).rejects.toMatchObject({
        responseCode: 421,
      });
      await expect(
        send({ to: 'lead-17@leadshop.example' }),
      ).rejects.toMatchObject({ responseCode: 421 });
    });
  });
});
