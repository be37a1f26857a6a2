import {
  createCipheriv,
  createDecipheriv,
  KeyObject,
  randomBytes,
} from 'node:crypto';
import { CredentialKey } from '../config';

const ALGORITHM = 'aes-256-gcm';
/** 96 bits, drawn anew each time: what GCM is made for. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SETTING = 'leadshopTesting.credentials.keys';

/** What a secret is bound to: moved to another row, it cannot be read. */
export interface Binding {
  id: string;
  origin: string;
}

/** A secret as it is stored. */
export interface Sealed {
  key_id: string;
  nonce: Buffer;
  /** Ciphertext and tag. */
  sealed: Buffer;
}

/** A key is missing or is not the right one; the message says what to do. */
export class KeyError extends Error {
  /** `none`: no key at all is configured. */
  readonly problem: 'none' | 'missing' | 'wrong';

  constructor(problem: 'none' | 'missing' | 'wrong', message: string) {
    super(message);
    this.name = 'KeyError';
    this.problem = problem;
  }
}

/** The keys of the configuration, the newest first. */
export class Keyring {
  readonly #keys: ReadonlyMap<string, KeyObject>;

  constructor(keys: readonly CredentialKey[]) {
    this.#keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  /** The key that is encrypted with, or undefined. */
  get newestId(): string | undefined {
    return this.#keys.keys().next().value;
  }

  /**
   * The key that is encrypted with.
   *
   * @throws KeyError when there is none.
   */
  requireNewest(): string {
    return this.#newest()[0];
  }

  /**
   * Encrypts with the newest key.
   *
   * @throws KeyError when there is none.
   */
  seal(secret: string, binding: Binding): Sealed {
    const [key_id, key] = this.#newest();
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, nonce, {
      authTagLength: TAG_BYTES,
    }).setAAD(boundTo(binding));
    const sealed = Buffer.concat([
      cipher.update(secret, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return { key_id, nonce, sealed };
  }

  /**
   * Decrypts with the key that it was encrypted with.
   *
   * @throws KeyError naming the key and what to do.
   */
  open({ key_id, nonce, sealed }: Sealed, binding: Binding): string {
    const key = this.#keys.get(key_id);
    if (!key) {
      throw new KeyError(
        'missing',
        `The key '${key_id}' is missing in ${SETTING}. Add it again with its old secret, or store the credential anew.`,
      );
    }
    const end = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(ALGORITHM, key, nonce, {
      authTagLength: TAG_BYTES,
    })
      .setAAD(boundTo(binding))
      .setAuthTag(sealed.subarray(end));
    try {
      return Buffer.concat([
        decipher.update(sealed.subarray(0, end)),
        decipher.final(),
      ]).toString('utf8');
    } catch {
      // The library says only that it failed
      throw new KeyError(
        'wrong',
        `The key '${key_id}' in ${SETTING} is not the one that this was encrypted with, or the stored row was altered. Set the secret that '${key_id}' had, or store the credential anew.`,
      );
    }
  }

  #newest(): [id: string, key: KeyObject] {
    const [newest] = this.#keys;
    if (newest) return newest;
    throw new KeyError(
      'none',
      `Credentials cannot be stored, because there is no key to encrypt them with. Set ${SETTING} to [{ id, secret }], where secret is 32 random bytes in base64 (openssl rand -base64 32), and start the backend again.`,
    );
  }
}

function boundTo({ id, origin }: Binding): Buffer {
  return Buffer.from(JSON.stringify([id, origin]));
}
