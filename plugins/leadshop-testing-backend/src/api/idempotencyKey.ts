import { Request } from 'express';
import { FieldsError } from './problems';

/** The header as routes describe it. */
export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  description:
    'Any text of up to 200 printable characters. The same key with the same request gives the same answer; with another request 409.',
};

/**
 * The key that a request came with.
 *
 * @throws FieldsError
 */
export function idempotencyKey(request: Request): string | undefined {
  const key = request.header('idempotency-key');
  if (key === undefined) return undefined;
  if (!/^[\x20-\x7e]{1,200}$/.test(key)) {
    throw new FieldsError([
      {
        field: 'Idempotency-Key',
        message: 'must be 1 to 200 printable ASCII characters',
      },
    ]);
  }
  return key;
}
