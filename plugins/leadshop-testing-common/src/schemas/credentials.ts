import { z } from 'zod';
import { isStorableText } from './lead';
import { storable } from './queries';

const time = z.iso.datetime({ offset: true });
const count = z.int().min(0);

/** Most credentials that can be stored. @public */
export const MAX_CREDENTIALS = 500;

// RFC 7617: neither part may hold control characters, and a colon ends the name
const hasControl = (text: string) => /\p{Cc}/u.test(text);

const name = storable(100).trim().min(1);
const username = z
  .string()
  .min(1)
  .max(255)
  .refine(
    text => !hasControl(text) && !text.includes(':') && isStorableText(text),
    'must have neither colons nor control characters',
  );
const password = z
  .string()
  .min(1)
  .max(1024)
  .refine(
    text => !hasControl(text) && isStorableText(text),
    'must have no control characters',
  );

/** `https://staging.example.com`, with the port if it is not the usual one. */
const origin = z
  .string()
  .max(2000)
  .transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isOrigin =
      url !== undefined &&
      ['http:', 'https:'].includes(url.protocol) &&
      [url.username, url.password, url.search, url.hash].every(p => !p) &&
      url.pathname === '/';
    if (isOrigin) return url.origin;
    context.addIssue({
      code: 'custom',
      message:
        'must be a scheme and a host, such as https://staging.example.com, without user name, path or query',
    });
    return z.NEVER;
  });

/**
 * A stored credential, without its password. `key_status` says whether it can be
 * read: with the newest key, with an older one (rotate), not at all because the
 * key is not configured, or not because the configured key of that name is
 * another one.
 *
 * @public
 */
export const credentialSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** The only origin that it is ever sent to. */
    origin: z.string(),
    username: z.string(),
    /** The key that its password is encrypted with. */
    key_id: z.string(),
    key_status: z.enum(['current', 'old', 'missing', 'wrong']),
    created_by: z.string(),
    created_at: time,
    updated_by: z.string(),
    updated_at: time,
    /** When it was last sent, to the minute; null: never. */
    last_used_at: time.nullable(),
  })
  .meta({ id: 'Credential' });
/** A stored credential, without its password. @public */
export type Credential = z.infer<typeof credentialSchema>;

/** Answer of `GET /credentials`, by name. @public */
export const credentialListSchema = z
  .object({
    /** The key that new ones are encrypted with; null: none is configured. */
    newest_key_id: z.string().nullable(),
    credentials: z.array(credentialSchema),
  })
  .meta({ id: 'CredentialList' });
/** Answer of `GET /credentials`. @public */
export type CredentialList = z.infer<typeof credentialListSchema>;

/** Body of `POST /credentials`. @public */
export const storeCredentialRequestSchema = z
  .strictObject({ name, origin, username, password })
  .meta({ id: 'StoreCredentialRequest' });
/** Body of `POST /credentials`. @public */
export type StoreCredentialRequest = z.input<
  typeof storeCredentialRequestSchema
>;

/**
 * Body of `PATCH /credentials/{id}`. The origin stays: who could move a password
 * elsewhere could read it there.
 *
 * @public
 */
export const replaceCredentialRequestSchema = z
  .strictObject({
    name: name.optional(),
    username: username.optional(),
    password: password.optional(),
  })
  .refine(body => Object.values(body).some(value => value !== undefined), {
    message: 'Send at least one of name, username and password',
  })
  .meta({ id: 'ReplaceCredentialRequest' });
/** Body of `PATCH /credentials/{id}`. @public */
export type ReplaceCredentialRequest = z.input<
  typeof replaceCredentialRequestSchema
>;

/** Answer of `POST /credentials/rotate`. @public */
export const rotateCredentialsResponseSchema = z
  .object({
    /** The newest key. */
    key_id: z.string(),
    /** How many were encrypted anew with it. */
    rotated: count,
    /** How many were so already. */
    unchanged: count,
    /** Those that cannot be read, left as they are. */
    failed: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        key_id: z.string(),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'RotateCredentialsResponse' });
/** Answer of `POST /credentials/rotate`. @public */
export type RotateCredentialsResponse = z.infer<
  typeof rotateCredentialsResponseSchema
>;
