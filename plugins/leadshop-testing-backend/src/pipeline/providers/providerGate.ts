import { AsyncResource } from 'node:async_hooks';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  bulkhead,
  BulkheadPolicy,
  circuitBreaker,
  CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
  timeout,
  TimeoutPolicy,
  TimeoutStrategy,
} from 'cockatiel';
import { ProviderError } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { untilAborted } from '../network';
import { Callee, outage, OutageError, timedOut } from './failures';

/** When a provider is left alone, and for how long. */
export interface CircuitSettings {
  /** Outages in a row that open the circuit. */
  failures: number;
  /** After so long one call is let through to see whether it is back. */
  halfOpenAfterMs: number;
}

/** Five failures are two tests' worth of tries; ten seconds is a short outage. */
export const DEFAULT_CIRCUIT: CircuitSettings = {
  failures: 5,
  halfOpenAfterMs: 10_000,
};

/** How a gate is set up. */
export interface ProviderGateOptions {
  callee: Callee;
  timeoutMs: number;
  maxConcurrent: number;
  circuit: CircuitSettings;
  logger: LoggerService;
  /** Is there while a call is made; left out: nobody is. */
  watch?: CallWatch;
}

/** Makes a call, and sees how it goes. */
export type CallWatch = <T>(
  callee: Pick<Callee, 'provider' | 'mode'>,
  make: () => Promise<T>,
) => Promise<T>;

/**
 * Every call of one provider, from all tests of this replica, passes one gate.
 * A call that finds all places taken waits for one; its timeout begins when it
 * has one. After a row of outages the circuit opens and calls fail at once,
 * those that wait included, until one call that is let through succeeds. The
 * caller's signal ends the call at once wherever it is. Nothing is tried twice
 * here: the runner of the steps does that, and it alone knows the policy.
 */
export class ProviderGate {
  readonly callee: Callee;
  readonly #timeoutMs: number;
  readonly #halfOpenAfterMs: number;
  readonly #breaker: CircuitBreakerPolicy;
  readonly #bulkhead: BulkheadPolicy;
  readonly #timeout: TimeoutPolicy;
  readonly #watch: CallWatch;
  #openedAt = 0;
  #openedBy: OutageError | undefined;

  constructor(options: ProviderGateOptions) {
    const { callee, circuit, logger } = options;
    this.callee = callee;
    this.#watch = options.watch ?? ((_, make) => make());
    this.#timeoutMs = options.timeoutMs;
    this.#halfOpenAfterMs = circuit.halfOpenAfterMs;
    this.#bulkhead = bulkhead(options.maxConcurrent, Infinity);
    this.#timeout = timeout(options.timeoutMs, {
      strategy: TimeoutStrategy.Aggressive,
      // A stream that was handed out goes on after the call has ended
      abortOnReturn: false,
    });
    this.#breaker = circuitBreaker(
      handleWhen(error => this.#isOutage(error)),
      {
        halfOpenAfter: circuit.halfOpenAfterMs,
        breaker: new ConsecutiveBreaker(circuit.failures),
      },
    );
    this.#breaker.onBreak(reason => {
      this.#openedAt = Date.now();
      if ('error' in reason && reason.error instanceof OutageError) {
        this.#openedBy = reason.error;
      }
      logger.warn(
        `${callee.title} is not called for ${circuit.halfOpenAfterMs} ms: ${
          this.#openedBy?.message
        }`,
      );
    });
    this.#breaker.onReset(() =>
      logger.info(`${callee.title} works again and is called as usual`),
    );
  }

  /**
   * Makes a call. `explain` turns what it throws into a `ProviderError`; one
   * that is thrown already stays as it is.
   */
  async run<T>(
    signal: AbortSignal,
    call: (signal: AbortSignal) => Promise<T>,
    explain: (error: unknown) => ProviderError,
  ): Promise<T> {
    signal.throwIfAborted();
    // A call that waited is begun by the one before it, and is still its caller's
    const made = AsyncResource.bind(() =>
      this.#breaker.execute(() =>
        this.#watch(this.callee, () => this.#timed(signal, call, explain)),
      ),
    );
    try {
      // The circuit is asked by whoever has a place, since it may have opened
      // meanwhile; it opens when a call ends, so one place is always free then
      return await untilAborted(signal, this.#bulkhead.execute(made, signal));
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw isBrokenCircuitError(error) ? this.#circuitOpen() : error;
    }
  }

  /**
   * Makes a call that only looks how the provider is. It takes no place and asks
   * no circuit: tests do not wait for it, it does not wait for tests, and it sees
   * for itself whether the provider is back.
   */
  async look<T>(
    signal: AbortSignal,
    call: (signal: AbortSignal) => Promise<T>,
    explain: (error: unknown) => ProviderError,
  ): Promise<T> {
    signal.throwIfAborted();
    return untilAborted(signal, this.#timed(signal, call, explain));
  }

  async #timed<T>(
    signal: AbortSignal,
    call: (signal: AbortSignal) => Promise<T>,
    explain: (error: unknown) => ProviderError,
  ): Promise<T> {
    let limit: AbortSignal | undefined;
    try {
      return await this.#timeout.execute(context => {
        limit = context.signal;
        return call(context.signal);
      }, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (limit?.aborted) throw timedOut(this.callee, this.#timeoutMs);
      throw error instanceof ProviderError ? error : explain(error);
    }
  }

  #isOutage(error: unknown): boolean {
    if (error instanceof OutageError) return true;
    // A call that was let through and given up has proved nothing
    const isProbe = this.#breaker.state === CircuitState.HalfOpen;
    return isProbe && !(error instanceof ProviderError);
  }

  #circuitOpen(): ProviderError {
    const since = new Date(this.#openedAt).toISOString();
    const cause = this.#openedBy;
    return outage(
      this.callee,
      `is not called since ${since}, because it failed too often in a row`,
      `It is tried again by itself. The last failure: ${cause?.message}`.replace(
        /\.$/,
        '',
      ),
      {
        fault: cause?.fault,
        retryable: true,
        retryAfterMs: Math.max(
          0,
          this.#openedAt + this.#halfOpenAfterMs - Date.now(),
        ),
        cause,
      },
    );
  }
}
