import { setTimeout as delay } from 'node:timers/promises';
import {
  SMTPServer,
  SMTPServerDataStream,
  SMTPServerSession,
} from 'smtp-server';
import { FaultBook, FaultRule, FaultSubject } from '../faults';
import { Inbox } from '../inbox';
import { RequestLog } from '../requestLog';
import { SocketRegistry } from '../sockets';

/**
 * A mail server that takes every mail into its inbox. Signing in is optional,
 * and any password will do except `invalid`; there is no STARTTLS, so a client
 * needs no certificate for it.
 *
 * One call is one mail: faults are decided when it has arrived in whole, so
 * that a rule can be aimed at a mail. The exception is `outage`, which turns
 * the client away when it connects. `truncate` is the worst case of delivery:
 * the mail is in the inbox, and the client never learns it.
 */

const MAX_MAIL_BYTES = 64 * 1024 * 1024;

type Refusal = readonly [code: number, text: (rule: FaultRule) => string];

const REPLY_TO_STATUS: Refusal = [
  451,
  () => '4.3.0 Requested action aborted: local error in processing',
];
const REPLIES: Partial<Record<FaultRule['kind'], Refusal>> = {
  status: REPLY_TO_STATUS,
  reject: [550, () => '5.7.1 Message rejected by policy'],
  greylist: [451, () => '4.7.1 Greylisted, please try again later'],
  rate_limit: [
    421,
    rule =>
      `4.7.0 Too many messages, try again in ${
        rule.retryAfterSeconds ?? 1
      } seconds`,
  ],
  quota: [452, () => '4.2.2 The mailbox is over its quota'],
  outage: [421, () => '4.3.2 Service not available, try again later'],
};

export interface SmtpOptions {
  faults: FaultBook;
  log: RequestLog;
  inbox: Inbox;
  /** Added to every answer to a mail. */
  latencyMs: number;
  onError: (error: Error) => void;
}

type Reply = (error?: Error | null, message?: string) => void;

export class SmtpListener {
  readonly #options: SmtpOptions;
  readonly #server: SMTPServer;
  readonly #sockets: SocketRegistry;
  readonly #stopping = new AbortController();

  constructor(options: SmtpOptions) {
    this.#options = options;
    this.#server = new SMTPServer({
      name: 'sandbox.leadshop.example',
      banner: 'LeadShop sandbox',
      authOptional: true,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      size: MAX_MAIL_BYTES,
      socketTimeout: 600_000,
      onAuth: (auth, _session, callback) =>
        auth.password === 'invalid'
          ? callback(refusal(535, '5.7.8 Authentication credentials invalid'))
          : callback(null, { user: auth.username }),
      onConnect: (_session, callback) => callback(this.#turnedAway()),
      onData: (stream, session, callback) => {
        this.#receive(stream, session, callback).catch(error => {
          if (!this.#stopping.signal.aborted) callback(error);
        });
      },
    });
    this.#server.on('error', options.onError);
    this.#sockets = new SocketRegistry(this.#server.server);
  }

  /** The socket server below, for `listen`. */
  get netServer() {
    return this.#server.server;
  }

  stop(): Promise<void> {
    this.#stopping.abort();
    const closed = new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
    this.#sockets.destroyAll();
    return closed;
  }

  #turnedAway(): Error | undefined {
    const { faults, log } = this.#options;
    const { rule } = faults.decide(
      subjectOf(() => false),
      candidate => candidate.kind === 'outage' && !candidate.match,
    );
    if (!rule) return undefined;
    const status = rule.status ?? 421;
    const entry = log.record({
      component: 'smtp',
      method: 'CONNECT',
      path: '',
      body: Buffer.alloc(0),
      contentType: undefined,
    });
    Object.assign(entry, { fault: rule.kind, status });
    return refusal(status, '4.3.2 Service not available, try again later');
  }

  async #receive(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    callback: Reply,
  ): Promise<void> {
    const { faults, log, latencyMs } = this.#options;
    const raw = await readMail(stream);
    if (!raw) {
      callback(refusal(552, '5.3.4 Message size exceeds fixed limit'));
      return;
    }
    const { mailFrom, rcptTo } = session.envelope;
    const envelope = {
      from: mailFrom ? mailFrom.address : '',
      to: rcptTo.map(recipient => recipient.address),
    };
    const entry = log.record({
      component: 'smtp',
      method: 'MAIL',
      path: envelope.to.join(','),
      body: raw,
      contentType: 'message/rfc822',
    });
    const { delayMs, rule } = faults.decide(
      subjectOf(
        text =>
          raw.includes(text) ||
          [envelope.from, ...envelope.to].some(part => part.includes(text)),
      ),
    );
    entry.fault = rule?.kind ?? (delayMs > 0 ? 'latency' : undefined);
    if (delayMs + latencyMs > 0) {
      await delay(delayMs + latencyMs, undefined, {
        signal: this.#stopping.signal,
      });
    }
    if (rule && rule.kind !== 'truncate') {
      entry.status = this.#fail(rule, session, callback);
      return;
    }
    const { message } = await this.#options.inbox.deliver(envelope, raw);
    entry.status = 250;
    if (rule) this.#sockets.closeAfter(session.remotePort, '250 2.0');
    else callback(null, `2.0.0 OK: queued as ${message.id}`);
  }

  /** Answers the reply code, when there is one. */
  #fail(
    rule: FaultRule,
    session: SMTPServerSession,
    callback: Reply,
  ): number | undefined {
    if (rule.kind === 'timeout') return undefined;
    if (rule.kind === 'reset') {
      this.#sockets.reset(session.remotePort);
      return undefined;
    }
    if (rule.kind === 'garbage') {
      this.#sockets.closeAfter(session.remotePort, '\u0000\u0007garbage\r\n');
      return undefined;
    }
    const [code, text] = REPLIES[rule.kind] ?? REPLY_TO_STATUS;
    const status = rule.status ?? code;
    callback(refusal(status, text(rule)));
    if (rule.kind === 'outage') {
      this.#sockets.closeAfter(session.remotePort, '');
    }
    return status;
  }
}

function subjectOf(contains: FaultSubject['contains']): FaultSubject {
  return {
    component: 'smtp',
    slugs: ['email-formatter'],
    repair: false,
    contains,
  };
}

/** smtp-server answers with the code that the error carries. */
function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** Undefined when the mail is too large; it is read to its end all the same. */
async function readMail(
  stream: SMTPServerDataStream,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (stream.sizeExceeded) chunks.length = 0;
    else chunks.push(chunk);
  }
  return stream.sizeExceeded ? undefined : Buffer.concat(chunks);
}
