import { ReadDuration } from './durations';
import { isSandbox } from './sandbox';
import { fail, Raw } from './schema';
import { LeadshopTestingConfig, SandboxAddress } from './settings';

/** All vendors are called once in each interval. */
const MIN_INTERVAL_MS = 5_000;
const MAX_INTERVAL_MS = 3_600_000;
/** A site of the sandbox that nobody else visits. */
const SANDBOX_SITE = '/sites/good-health-check';

/** How components are checked. */
export function readHealth(
  raw: Raw,
  options: { sandbox: SandboxAddress | undefined; ms: ReadDuration },
): LeadshopTestingConfig['health'] {
  const { sandbox, ms } = options;
  const intervalMs = ms('health.interval', 60_000);
  if (intervalMs < MIN_INTERVAL_MS || intervalMs > MAX_INTERVAL_MS) {
    return fail(
      'health.interval',
      'write between 5 seconds and an hour, such as { seconds: 60 }; to check nothing, set health.enabled to false',
    );
  }
  const timeoutMs = ms('health.timeout', Math.min(10_000, intervalMs / 2));
  if (timeoutMs < 1 || timeoutMs > intervalMs / 2) {
    return fail(
      'health.timeout',
      'write at most half of health.interval, so that a component that hangs holds up nobody',
    );
  }
  const url =
    raw.health?.siteUrl ?? (sandbox && `${sandbox.httpUrl}${SANDBOX_SITE}`);
  return {
    enabled: raw.health?.enabled ?? true,
    intervalMs,
    timeoutMs,
    slowMs: ms('health.slow', 2_000),
    site: url
      ? { url, mode: isSandbox(url, sandbox) ? 'sandbox' : 'live' }
      : undefined,
  };
}
