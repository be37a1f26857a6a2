/*
 * The room of rate limits: how often one principal may call in a window, counted
 * over all replicas. Backstage's own limiter counts addresses, which users behind
 * one proxy share; this one counts who signed in.
 *
 * `RateLimits` knows the classes of calls and answers 429; `SharedCounts` is the
 * store of express-rate-limit in PostgreSQL, with one statement for each call.
 * See docs/decisions/0018-rate-limits.md.
 */
export { RateLimits } from './RateLimits';
export type { CallLimits, LimitClass } from './RateLimits';
