import {
  createHash,
  createHmac,
  KeyObject,
  timingSafeEqual,
} from 'node:crypto';

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

/** A link of the chain; without a key its hash is one that anybody can make. */
export interface Link {
  key_id: string | null;
  hash: Buffer;
}

/**
 * `unknown`: nothing that a key of the settings vouches for, because there was
 * none, or because it is not in the settings any more.
 */
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
    return signature !== null && same(signature, right) ? 'right' : 'wrong';
  }

  /** The link after another: of all events up to it. */
  link(before: Buffer, position: number, digest: Buffer): Link {
    const text = linkText(before, position, digest);
    if (!this.#current) return { key_id: null, hash: plainHash(text) };
    const { id, key } = this.#current;
    return { key_id: id, hash: mac(key, text) };
  }

  /** Whether a link follows from the one before. */
  linkVerdict(
    link: Link & { position: number; digest: Buffer },
    before: Buffer,
  ): SignatureVerdict {
    const text = linkText(before, link.position, link.digest);
    if (link.key_id === null) {
      return same(link.hash, plainHash(text)) ? 'unknown' : 'wrong';
    }
    const key = this.#keys.get(link.key_id);
    if (!key) return 'unknown';
    return same(link.hash, mac(key, text)) ? 'right' : 'wrong';
  }
}

function linkText(before: Buffer, position: number, digest: Buffer): string {
  return JSON.stringify([
    'audit link',
    before.toString('hex'),
    position,
    digest.toString('hex'),
  ]);
}

function plainHash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function mac(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
