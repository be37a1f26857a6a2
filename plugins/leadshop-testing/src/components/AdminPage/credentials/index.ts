/*
 * Passwords of sites under test. They are written here and never read: the
 * server answers none of them.
 */
export { CredentialsTab } from './CredentialsTab';
