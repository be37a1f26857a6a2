/*
 * Secrets of endpoints: made here, told once, and stored encrypted by the keyring
 * of stored credentials, each bound to its endpoint.
 */
import { randomBytes } from 'node:crypto';
import { KeyError, Keyring, Sealed } from '../credentials';
import { WebhookRow } from '../store/webhooks/webhookRows';

/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

const SETTING = 'leadshopTesting.credentials.keys';

/** What an endpoint's row holds of its secret. */
type OfSecret = Pick<WebhookRow, 'id' | 'key_id' | 'nonce' | 'sealed'>;

/** What an endpoint's row holds of the secret before it. */
const previousOf = (row: WebhookRow): Sealed | undefined =>
  row.previous_key_id && row.previous_nonce && row.previous_sealed
    ? {
        key_id: row.previous_key_id,
        nonce: row.previous_nonce,
        sealed: row.previous_sealed,
      }
    : undefined;

/** Columns of the secret before the one in force. */
export const asPrevious = (sealed: Sealed | undefined, until: Date | null) => ({
  previous_key_id: sealed?.key_id ?? null,
  previous_nonce: sealed?.nonce ?? null,
  previous_sealed: sealed?.sealed ?? null,
  previous_until: sealed ? until : null,
});

/** Makes, encrypts and decrypts secrets. */
export class WebhookSecrets {
  readonly #keyring: Keyring;

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  /** The key that is encrypted with; undefined: no secret can be made. */
  get newestId(): string | undefined {
    return this.#keyring.newestId;
  }

  /**
   * Makes a secret for an endpoint.
   *
   * @throws KeyError without a key.
   */
  make(id: string): { secret: string; sealed: Sealed } {
    const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
    return { secret, sealed: this.#seal(id, secret) };
  }

  /**
   * What signs now: the secret in force, and the one before it for as long as that
   * is valid.
   *
   * @throws KeyError when the secret in force cannot be read.
   */
  inForce(row: WebhookRow, now: Date): string[] {
    const previous = previousOf(row);
    const valid = row.previous_until !== null && row.previous_until > now;
    const secrets = [this.#open(row, row)];
    if (previous && valid) secrets.push(this.#open(row, previous));
    return secrets;
  }

  /** Whether the secret in force can be read with the configured keys. */
  isReadable(row: OfSecret): boolean {
    try {
      this.#open(row, row);
      return true;
    } catch (error) {
      if (error instanceof KeyError) return false;
      throw error;
    }
  }

  /**
   * The columns of an endpoint's secrets, encrypted with the newest key; undefined
   * when they are so already.
   *
   * @throws KeyError when one cannot be read.
   */
  resealed(row: WebhookRow): Partial<WebhookRow> | undefined {
    const previous = previousOf(row);
    const keys = [row.key_id, previous?.key_id ?? row.key_id];
    if (keys.every(key => key === this.#keyring.newestId)) return undefined;
    return {
      ...this.#seal(row.id, this.#open(row, row)),
      ...(previous &&
        asPrevious(
          this.#seal(row.id, this.#open(row, previous)),
          row.previous_until,
        )),
    };
  }

  #seal(id: string, secret: string): Sealed {
    return explained(() => this.#keyring.seal(secret, bindingOf(id)));
  }

  #open({ id }: { id: string }, sealed: Sealed): string {
    return explained(() => this.#keyring.open(sealed, bindingOf(id)), sealed);
  }
}

/** A credential is bound to an origin, and no origin is called so. */
function bindingOf(id: string) {
  return { id, origin: 'webhook' };
}

/** The keyring speaks of credentials. */
function explained<T>(work: () => T, { key_id }: Partial<Sealed> = {}): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    switch (error.problem) {
      case 'none':
        throw new KeyError(
          'none',
          `No secret can be made for a webhook, because there is no key to encrypt it with. Set ${SETTING} to [{ id, secret }], where secret is 32 random bytes in base64 (openssl rand -base64 32), and start the backend again.`,
        );
      case 'missing':
        throw new KeyError(
          'missing',
          `The secret cannot be read: the key '${key_id}' is missing in ${SETTING}. Add it again, or rotate the webhook's secret.`,
        );
      default:
        throw new KeyError(
          'wrong',
          `The secret cannot be read: the key '${key_id}' in ${SETTING} is not the one that it was encrypted with, or the stored row was altered. Set the secret that '${key_id}' had, or rotate the webhook's secret.`,
        );
    }
  }
}
