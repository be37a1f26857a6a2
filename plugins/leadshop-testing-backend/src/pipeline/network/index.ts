/*
 * The room of the guarded client: everything that takes an address from a lead
 * goes out through this door.
 *
 * A fetch is a loop over hops. For each hop: judge the URL (`siteUrls`), resolve
 * its name once and judge every address (`addresses`), connect to exactly those
 * addresses (`connection`), send one request (`siteHop`), with a credential only
 * if one is stored for that origin and the fetch began there (`siteCredential`),
 * and either follow the redirect by the same rules or read the body within its
 * bounds (`boundedBody`). One deadline lies over all of it. `siteFailures` says
 * in words what went wrong and whose fault it is.
 *
 * `guardedPost` sends something, by the same rules and without redirects.
 */
export { createGuardedClient } from './guardedClient';
export type {
  GuardedClientLimits,
  GuardedClientOptions,
} from './guardedClient';
export type { SiteCredentials } from './siteCredential';
export {
  createGuardedPost,
  explainUnsafePost,
  PostFailure,
} from './guardedPost';
export type { GuardedPost, PostAnswer } from './guardedPost';
export { Deadline, untilAborted } from './deadline';
export { BlockedAddressError } from './siteFailures';
export { explainForbiddenUrl, explainUnsafeOrigin } from './siteUrls';
