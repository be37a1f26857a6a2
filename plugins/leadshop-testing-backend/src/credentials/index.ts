/*
 * The room of stored credentials: what staging sites that are tested ask their
 * visitors for.
 *
 * `Keyring` encrypts and decrypts with the keys of the configuration and knows
 * no table; `CredentialStore` keeps the rows and gives a password to nobody but
 * the guarded client, for the origin that it was stored for. No password and no
 * key is ever in an error, a log or an answer.
 */
export { CredentialStore, unknownCredential } from './CredentialStore';
export type { BasicAuth, SealedElsewhere } from './CredentialStore';
export { KeyError, Keyring } from './Keyring';
export type { Sealed } from './Keyring';
