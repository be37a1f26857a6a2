/*
 * Runs one step: tries it, tries it again when that can mend it, and stops at
 * once when told to. "At once" does not depend on the step: the race is between
 * the step and the signal, so a step that does not listen is left behind, and
 * what it says later is not heard.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Fault,
  StepAttempt,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  JsonObject,
  PipelineStep,
  ProviderError,
  RetryPolicy,
  StepContext,
  StepError,
  StepOutcome,
} from '@leadshop/backstage-plugin-leadshop-testing-node';

/** What a try's failure is stored as. */
export interface StepFailure {
  message: string;
  fault: Fault;
  retryable: boolean;
  retryAfterMs: number | undefined;
  details: JsonObject;
  personal: JsonObject | undefined;
  provider_mode: StepOutcome['provider_mode'];
}

/** How a step ended, after all its tries. */
export type StepConclusion = { attempts: StepAttempt[] } & (
  | { outcome: StepOutcome; failure?: undefined }
  | { failure: StepFailure; outcome?: undefined }
);

/** A vendor that asks for more patience than this is told no. */
const MAX_RETRY_AFTER_MS = 120_000;

/** What a try gets beside what all tries share. */
export type NewTry = (tryNumber: number, signal: AbortSignal) => StepContext;

/**
 * Tries a step until it succeeds or trying again cannot help.
 *
 * @param signal - stops everything; then this rejects with its reason
 * @param onRetry - called before each pause
 */
export async function attemptStep(
  step: PipelineStep,
  signal: AbortSignal,
  newTry: NewTry,
  onRetry: (attempt: StepAttempt) => Promise<void>,
): Promise<StepConclusion> {
  const attempts: StepAttempt[] = [];
  for (let number = 1; ; number++) {
    signal.throwIfAborted();
    const startedAt = Date.now();
    const result = await tryOnce(step, signal, abort => newTry(number, abort));
    const attempt: StepAttempt = {
      number,
      started_at: new Date(startedAt).toISOString(),
      duration: Date.now() - startedAt,
      error: null,
      fault: null,
      retry_in: null,
    };
    attempts.push(attempt);
    if ('outcome' in result) return { attempts, outcome: result.outcome };

    const failure = describeFailure(result.error);
    attempt.error = failure.message;
    attempt.fault = failure.fault;
    const pause = retryPause(step.retry, number, failure);
    if (pause === undefined) return { attempts, failure };
    attempt.retry_in = pause;
    await onRetry(attempt);
    await sleep(pause, undefined, { signal }).catch(() =>
      signal.throwIfAborted(),
    );
  }
}

async function tryOnce(
  step: PipelineStep,
  signal: AbortSignal,
  newContext: (abort: AbortSignal) => StepContext,
): Promise<{ outcome: StepOutcome } | { error: unknown }> {
  const controller = new AbortController();
  let stop: (reason: unknown) => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = reason => {
      reject(reason);
      controller.abort(reason);
    };
  });
  const onAbort = () => stop(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => stop(timeout(step)), step.timeoutMs);
  try {
    const run = step.run(newContext(controller.signal));
    run.catch(() => {}); // may be left behind
    return { outcome: await Promise.race([run, stopped]) };
  } catch (error) {
    signal.throwIfAborted();
    return { error };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    // Whatever the step left running for this try ends with it
    controller.abort(new Error('The try has ended'));
    stopped.catch(() => {});
  }
}

function timeout(step: PipelineStep): StepError {
  return new StepError(
    `The step did not end within its ${Math.round(step.timeoutMs / 1000)} s. ` +
      'See which call was slow in the backend log; the services it calls have shorter timeouts of their own.',
    { fault: 'leadshop' },
  );
}

/** Turns whatever a step threw into what is stored. */
export function describeFailure(error: unknown): StepFailure {
  if (error instanceof StepError) {
    const { message, fault, retryable, retryAfterMs } = error;
    const { details, personal, provider_mode } = error;
    return {
      message,
      fault,
      retryable,
      retryAfterMs,
      details,
      personal,
      provider_mode,
    };
  }
  if (error instanceof ProviderError) {
    const { message, fault, retryable, retryAfterMs, mode } = error;
    return {
      message,
      fault,
      retryable,
      retryAfterMs,
      details: {},
      personal: undefined,
      provider_mode: mode,
    };
  }
  return {
    message: `The step broke: ${
      error instanceof Error ? error.message : String(error)
    }. This is a defect of the step; the backend log has its stack.`,
    fault: 'leadshop',
    retryable: false,
    retryAfterMs: undefined,
    details: {},
    personal: undefined,
    provider_mode: null,
  };
}

/**
 * How long to wait before the next try: full jitter over a doubling pause, and
 * no less than the vendor asked for.
 *
 * @returns undefined when there is no next try.
 */
export function retryPause(
  policy: RetryPolicy,
  tries: number,
  failure: Pick<StepFailure, 'retryable' | 'retryAfterMs'>,
  random: () => number = Math.random,
): number | undefined {
  if (!failure.retryable || tries >= policy.maxAttempts) return undefined;
  const asked = failure.retryAfterMs ?? 0;
  if (asked > MAX_RETRY_AFTER_MS) return undefined;
  const ceiling = Math.min(
    policy.maxDelayMs,
    policy.initialDelayMs * 2 ** (tries - 1),
  );
  return Math.round(Math.max(asked, ceiling * random()));
}
