/* When a delivery that failed is tried again: eight tries in a little over a day. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** After the first, second … failure. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
];

/** So much more at most, so that what failed together does not come back together. */
const JITTER = 0.2;

/** Longest pause that an endpoint can ask for. */
export const MAX_RETRY_AFTER_MS = 24 * HOUR;

/**
 * How long to wait after a failure; undefined: it is given up.
 *
 * @param attempts - how many there have been
 * @param chance - 0 to 1
 */
export function retryDelay(
  attempts: number,
  chance: number,
): number | undefined {
  const delay = RETRY_DELAYS_MS[attempts - 1];
  return delay === undefined
    ? undefined
    : Math.round(delay * (1 + JITTER * chance));
}

/** The pause that `Retry-After` asks for, in seconds or as a date. */
export function retryAfterMs(
  header: string | undefined,
  now: Date,
): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text)
    ? Number(text) * SECOND
    : Date.parse(text) - now.getTime();
  if (!Number.isFinite(ms) || ms <= 0) return undefined;
  return Math.min(ms, MAX_RETRY_AFTER_MS);
}
