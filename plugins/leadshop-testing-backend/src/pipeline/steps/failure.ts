import { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  Answered,
  JsonObject,
  ProviderError,
  StepContext,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';

/**
 * Turns what a provider threw into the failure of the step that called it.
 * Anything else, such as the reason of an aborted signal or a mistake of our
 * own, goes on as it is: the engine knows what those mean.
 */
export function asStepFailure(
  error: unknown,
  learnt: { details?: JsonObject; personal?: JsonObject } = {},
): unknown {
  if (error instanceof ProviderError) {
    return new StepError(error.message, {
      fault: error.fault,
      retryable: error.retryable,
      retryAfterMs: error.retryAfterMs,
      provider_mode: error.mode,
      details: learnt.details,
      personal: learnt.personal,
      cause: error,
    });
  }
  if (error instanceof StepError) {
    return new StepError(error.message, {
      fault: error.fault,
      retryable: error.retryable,
      retryAfterMs: error.retryAfterMs,
      provider_mode: error.provider_mode,
      details: { ...learnt.details, ...error.details },
      personal: { ...learnt.personal, ...error.personal },
      cause: error.cause,
    });
  }
  return error;
}

/** A result counts as live only when nothing in it came from the sandbox. */
export function joinedMode(
  ...modes: readonly (ProviderMode | null)[]
): ProviderMode | null {
  if (modes.includes('sandbox')) return 'sandbox';
  return modes.includes('live') ? 'live' : null;
}

/** Where an answer came from, as every step of a vendor keeps it. */
export function sourceOf(answer: Answered) {
  return {
    cached: answer.cached,
    stale: answer.stale,
    answered_at: answer.answered_at,
  };
}

/** Tells when an answer is old because the vendor is down. */
export function warnIfStale(
  context: StepContext,
  vendor: string,
  answer: Answered,
): void {
  if (answer.stale) {
    context.warn(
      `${vendor} is down; this is its answer of ${answer.answered_at} from the cache`,
    );
  }
}
