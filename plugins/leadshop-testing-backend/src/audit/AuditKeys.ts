import { createHmac, KeyObject, timingSafeEqual } from 'node:crypto';

/** A key of the settings. */
export interface AuditKey {
  id: string;
  key: KeyObject;
}

/** What a signature is stored as; both null without a key. */
export interface Signature {
  key_id: string | null;
  signature: Buffer | null;
}

/** `unknown`: there is none, or by a key that is not in the settings. */
export type SignatureVerdict = 'right' | 'wrong' | 'unknown';

/**
 * Signs with HMAC-SHA256. The first key signs, all of them verify: a new key goes
 * to the front, and the old one stays as long as what it has signed.
 */
export class AuditKeys {
  readonly #current: AuditKey | undefined;
  readonly #keys: ReadonlyMap<string, KeyObject>;

  constructor(keys: readonly AuditKey[]) {
    [this.#current] = keys;
    this.#keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  /** Whether anything is signed. */
  get signing(): boolean {
    return this.#current !== undefined;
  }

  sign(text: string): Signature {
    if (!this.#current) return { key_id: null, signature: null };
    const { id, key } = this.#current;
    return { key_id: id, signature: mac(key, text) };
  }

  verdict(text: string, { key_id, signature }: Signature): SignatureVerdict {
    const key = key_id === null ? undefined : this.#keys.get(key_id);
    if (!key) return 'unknown';
    const right = mac(key, text);
    return signature?.length === right.length &&
      timingSafeEqual(signature, right)
      ? 'right'
      : 'wrong';
  }
}

function mac(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
