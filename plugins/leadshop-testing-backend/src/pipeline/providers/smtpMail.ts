import { getSystemErrorName } from 'node:util';
import { createTransport } from 'nodemailer';
import {
  CallOptions,
  MailDelivery,
  MailProvider,
  ProviderError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { ProvidersConfig } from '../../config';
import {
  malformed,
  outage,
  quoted,
  Refusal,
  refused,
  transportFailure,
} from './failures';
import { ProviderGate } from './providerGate';
import { SmtpLook } from './smtpLook';

/** What nodemailer adds to its errors. */
interface SmtpError extends Error {
  code?: string;
  response?: string;
  responseCode?: number;
  errno?: number;
}

/** nodemailer puts its own code over the socket's, which tells more. */
function socketCodeOf(error: SmtpError): string {
  if (error.code === 'EDNS') return 'ENOTFOUND';
  return error.errno === undefined
    ? error.code ?? 'unknown error'
    : getSystemErrorName(error.errno);
}

type Transport = ReturnType<typeof createPool>;

function createPool(settings: ProvidersConfig['smtp']) {
  return createTransport({
    ...connectionOf(settings),
    pool: true,
    maxConnections: settings.maxConcurrent,
    auth: authOf(settings),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function connectionOf(settings: ProvidersConfig['smtp']) {
  const { mode, host, port, secure, username, timeoutMs } = settings;
  return {
    host,
    port,
    secure,
    // A password never travels in the open; the sandbox has neither
    requireTLS: mode === 'live' && !secure && username !== undefined,
    ignoreTLS: mode === 'sandbox',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  };
}

function authOf({ username, password }: ProvidersConfig['smtp']) {
  return username !== undefined && password !== undefined
    ? { user: username, pass: password }
    : undefined;
}

/** The mail server, over connections that are kept open. */
export class SmtpMail implements MailProvider {
  readonly mode: MailProvider['mode'];
  readonly from: string;
  readonly testMailbox: string;
  readonly #gate: ProviderGate;
  readonly #transport: Transport;
  readonly #look: SmtpLook;

  constructor(settings: ProvidersConfig['smtp'], gate: ProviderGate) {
    this.mode = settings.mode;
    this.from = settings.from;
    this.testMailbox = settings.testMailbox;
    this.#gate = gate;
    this.#transport = createPool(settings);
    this.#look = new SmtpLook({
      connection: connectionOf(settings),
      auth: authOf(settings),
    });
  }

  /** Greets the server and leaves; signs in when it has not for a while. */
  async check({ signal }: CallOptions): Promise<void> {
    await this.#gate.look(
      signal,
      limit => this.#look.look(limit),
      error => this.#explain(error as SmtpError),
    );
  }

  send(
    raw: Uint8Array,
    messageId: string,
    { signal }: CallOptions,
  ): Promise<MailDelivery> {
    return this.#gate.run(
      signal,
      async () => {
        const startedAt = performance.now();
        const sent = await this.#transport.sendMail({
          raw: Buffer.from(raw),
          messageId,
          // Whatever the headers say: a test never writes to the lead
          envelope: { from: this.from, to: this.testMailbox },
        });
        return {
          message_id: messageId,
          accepted: sent.accepted.map(String),
          response: sent.response,
          mode: this.mode,
          duration_ms: Math.round(performance.now() - startedAt),
        };
      },
      error => this.#explain(error as SmtpError),
    );
  }

  close(): void {
    this.#transport.close();
  }

  #explain(error: SmtpError): ProviderError {
    const { callee } = this.#gate;
    if (error.code === 'ETLS') {
      return refused(callee, {
        fault: 'config',
        why: 'offers no TLS that works, and a password is not sent in the open',
        advice: `Set ${callee.setting}.secure and port, or remove the username`,
      });
    }
    const status = error.responseCode;
    if (status === undefined) {
      return error.response !== undefined || error.code === 'EPROTOCOL'
        ? malformed(callee, 'not SMTP', { cause: error })
        : transportFailure(callee, error, socketCodeOf(error));
    }
    const said = `"${quoted(callee, error.response ?? error.message)}"`;
    const aboutUs = /^\d{3} [45]\.7\./.test(error.response ?? '');
    if (status === 421 && !aboutUs) {
      return outage(
        callee,
        `is not ready to take mail: ${said}`,
        'Try again later, or ask whoever runs it',
        { status, retryable: true },
      );
    }
    return refused(callee, meaningOf(callee.setting, error, status, said), {
      status,
    });
  }
}

/**
 * Reply codes by RFC 5321: 4xx may pass later, 5xx will not. Enhanced codes by
 * RFC 3463: x.2.2 is a mailbox that is full, x.7.x a rule of the server.
 */
function meaningOf(
  setting: string,
  error: SmtpError,
  status: number,
  said: string,
): Refusal {
  if (error.code === 'EAUTH') {
    return {
      fault: 'config',
      why: `refused the user name and password: ${said}`,
      advice: `Correct username and password at ${setting}`,
    };
  }
  if (/^\d{3} [45]\.2\.2\b/.test(error.response ?? '')) {
    return {
      fault: 'vendor',
      why: `put the mail off, because the test mailbox is full: ${said}`,
      advice: 'Empty it, or give it more room',
    };
  }
  if (status < 500) {
    return {
      fault: 'vendor',
      why: `put the mail off: ${said}`,
      advice: 'Try again later',
      retryable: true,
    };
  }
  if (error.code === 'EENVELOPE') {
    return {
      fault: 'config',
      why: `refused the sender or the test mailbox: ${said}`,
      advice: `Correct from and testMailbox at ${setting}`,
    };
  }
  return {
    fault: 'vendor',
    why: `refused the mail: ${said}`,
    advice: 'Ask whoever runs the mail server for the reason',
  };
}
