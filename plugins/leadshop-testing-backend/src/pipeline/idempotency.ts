/*
 * An order with an Idempotency-Key is carried out once: the key is stored with
 * what it made, and the same request sent again gets that. The key with another
 * request is refused.
 */
import { createHash } from 'node:crypto';
import { ConflictError } from '@backstage/errors';

/** The idempotency key was used before; what was begun is rolled back. */
export class KeyUsed extends Error {}

/** What an earlier order with the same key made. */
export interface EarlierOrder {
  idempotency_hash: string;
}

/**
 * What the earlier order made, when it was the same one.
 *
 * @throws ConflictError
 */
export function sameOrder<T extends EarlierOrder>(
  earlier: T | undefined,
  hash: string | undefined,
): T {
  if (earlier && earlier.idempotency_hash === hash) return earlier;
  throw new ConflictError(
    'This Idempotency-Key was used for another request; send a new key with a new request',
  );
}

/** The same request has the same fingerprint, whatever the order of its keys. */
export function fingerprint(value: object): string {
  const sorted = (item: unknown): unknown =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.entries(item)
          .filter(([name]) => name !== 'idempotency_key' && name !== 'user_ref')
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, inner]) => [name, sorted(inner)])
      : item;
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}
