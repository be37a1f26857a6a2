/*
 * Optimistic locking over HTTP. The ETag of a lead begins with its version and
 * goes on with a digest of everything else that is shown: its tests change that
 * without a new version, and `If-None-Match` must not hide it. `If-Match` looks
 * at the version alone, because what tests do takes nothing from an edit.
 */
import { createHash } from 'node:crypto';
import { Request } from 'express';
import { FieldsError, RequestError } from './problems';
import { HeaderSpec } from './Routes';

/** The header that an edit needs. */
export const IF_MATCH: HeaderSpec = {
  name: 'If-Match',
  description:
    'The ETag of what was read and is now edited, or its version in quotes; * for whatever is stored. Left out: 428; stale: 412.',
};

/** What {@link IF_MATCH} is compared with. */
export const VERSION_ETAG: HeaderSpec = {
  name: 'ETag',
  description: 'The version, and a digest of what else is shown: "3-x7Gk"',
};

/** ETag of a record. */
export function versionEtag(record: { version: number }): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(record))
    .digest('base64url')
    .slice(0, 16);
  return `"${record.version}-${digest}"`;
}

/**
 * The version that an edit is based on; undefined: any.
 *
 * @throws RequestError 428 without the header, FieldsError when it has no version.
 */
export function editedVersion(request: Request): number | undefined {
  const header = request.header('if-match')?.trim();
  if (!header) {
    throw new RequestError(
      428,
      'PreconditionRequiredError',
      'Send the header If-Match with the ETag of what you read, so that no change of somebody else is lost',
    );
  }
  if (header === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,9})(?:-[\w-]*)?"$/.exec(header)?.[1];
  if (version === undefined) {
    throw new FieldsError([
      {
        field: 'If-Match',
        message: 'must be an ETag that this API gave, such as "3"',
      },
    ]);
  }
  return Number(version);
}
