import SMTPConnection from 'nodemailer/lib/smtp-connection';

type ConnectionOptions = ConstructorParameters<typeof SMTPConnection>[0];

/** What the server said of a user name and password is believed for so long. */
export const SIGN_IN_AGAIN_MS = 15 * 60_000;

/** How a look is set up. */
export interface SmtpLookOptions {
  connection: ConnectionOptions;
  /** Left out: the server takes mail from anybody that it knows by address. */
  auth?: { user: string; pass: string };
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number;
}

/**
 * Looks how a mail server is, without a mail: connect, EHLO, TLS where it is
 * used, RSET, QUIT. RSET does what NOOP does, and is what nodemailer has.
 *
 * It signs in four times an hour at most, also when it was refused: sign-ins are
 * what mail servers count and lock accounts for, and RSET needs none (RFC 4954).
 */
export class SmtpLook {
  readonly #options: SmtpLookOptions;
  readonly #now: () => number;
  /** What came of the last sign-in; the server's word, and how long it holds. */
  #signedIn: { until: number; refusal?: unknown } | undefined;

  constructor(options: SmtpLookOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** @throws what nodemailer throws */
  async look(signal: AbortSignal): Promise<void> {
    const connection = new SMTPConnection(this.#options.connection);
    const end = () => connection.close();
    signal.addEventListener('abort', end, { once: true });
    const lost = new Promise<never>((_, reject) => {
      connection.once('end', () =>
        reject(
          Object.assign(new Error('Connection closed'), { code: 'ECONNRESET' }),
        ),
      );
      // Stays for the life of the connection: a late error ends nobody
      connection.on('error', reject);
    });
    try {
      await Promise.race([lost, this.#ask(connection)]);
      connection.quit();
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  async #ask(connection: SMTPConnection): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      connection.connect(error => (error ? reject(error) : resolve()));
    });
    await this.#signIn(connection);
    await new Promise<void>((resolve, reject) => {
      connection.reset(error => (error ? reject(error) : resolve()));
    });
  }

  async #signIn(connection: SMTPConnection): Promise<void> {
    const { auth } = this.#options;
    // As when a mail is sent: who is not asked for a password gives none
    if (!auth || !connection.allowsAuth) return;
    if (!this.#signedIn || this.#signedIn.until <= this.#now()) {
      const refusal = await new Promise<unknown>((resolve, reject) => {
        connection.login({ credentials: auth }, error => {
          if (!error || isFinal(error)) resolve(error ?? undefined);
          else reject(error);
        });
      });
      this.#signedIn = { until: this.#now() + SIGN_IN_AGAIN_MS, refusal };
    }
    if (this.#signedIn.refusal) throw this.#signedIn.refusal;
  }
}

/** 5xx: the same words will not do later either (RFC 5321). */
function isFinal(error: { code?: string; responseCode?: number }): boolean {
  return error.code === 'EAUTH' && (error.responseCode ?? 0) >= 500;
}
