import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MetricsService,
  TracingService,
  TracingServiceAttributes,
  TracingServiceSpan,
  TracingServiceSpanOptions,
} from '@backstage/backend-plugin-api/alpha';
import { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  PipelineStep,
  ProviderError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { TakenExecution } from '../store/ExecutionStore';
import { ProviderCalls } from '../store/metrics/ProviderCalls';
import type { StepConclusion } from '../pipeline/StepAttempts';
import { Instruments } from './Instruments';
import { withLogFields } from './logContext';
import { traceIdOf, traceParentHere } from './traceParent';

/** How a test ended, for those who watch. */
export interface TestEnd extends Record<string, string | null> {
  status: string;
  failure_reason: string | null;
  /** Of the first step that failed. */
  fault: string | null;
  provider_mode: ProviderMode | null;
}

/** Tells of tests, their steps, and calls of providers. */
export class Telemetry {
  readonly #tracing: TracingService;
  readonly #logger: LoggerService;
  readonly instruments: Instruments;
  /** Calls that are yet to be sampled. */
  readonly calls = new ProviderCalls();

  constructor(services: {
    metrics: MetricsService;
    tracing: TracingService;
    logger: LoggerService;
  }) {
    this.#tracing = services.tracing;
    this.#logger = services.logger;
    this.instruments = new Instruments(services.metrics);
  }

  /**
   * Runs one attempt at a test in a span. An attempt that takes a test up again
   * continues the trace of the first.
   *
   * @param take - takes the test, and stores where its trace begins if it is the
   * first that does
   */
  async test(
    testId: string,
    take: (traceParent: string) => Promise<TakenExecution | undefined>,
    run: (taken: TakenExecution) => Promise<TestEnd>,
  ): Promise<void> {
    await this.#span('leadshop_testing.test', {}, async span => {
      const here = traceParentHere();
      const taken = await take(here);
      if (!taken) return;
      const start = taken.trace_parent ?? here;
      const fields = {
        test_id: testId,
        trace_id: traceIdOf(start),
        user_ref: taken.user_ref,
      };
      await withLogFields(fields, () =>
        start === here
          ? this.#attempt(span, taken, run)
          : this.#continued(start, taken, run),
      );
    });
  }

  #continued(
    start: string,
    taken: TakenExecution,
    run: (taken: TakenExecution) => Promise<TestEnd>,
  ): Promise<void> {
    const { context, propagation } = this.#tracing;
    const carrier = { traceparent: start };
    return context.with(propagation.extract(context.active(), carrier), () =>
      this.#span('leadshop_testing.test', {}, span =>
        this.#attempt(span, taken, run),
      ),
    );
  }

  async #attempt(
    span: TracingServiceSpan,
    taken: TakenExecution,
    run: (taken: TakenExecution) => Promise<TestEnd>,
  ): Promise<void> {
    setAll(span, {
      'leadshop_testing.test.id': taken.id,
      'leadshop_testing.test.type': taken.test_type,
      'leadshop_testing.test.attempt': taken.attempt,
    });
    const since = Date.now();
    const end = await run(taken);
    const duration = Date.now() - since;
    setAll(span, { ...end });
    if (end.status === 'failed') failed(span, end.fault);
    this.instruments.testEnded(duration / 1000, {
      test_type: taken.test_type,
      ...end,
    });
    this.#logger.info(`Test ended: ${end.status}`, {
      ...end,
      test_type: taken.test_type,
      attempt: taken.attempt,
      duration,
    });
  }

  /** Runs a step, with all its tries, in a span. */
  step(
    { name, component }: Pick<PipelineStep, 'name' | 'component'>,
    run: () => Promise<StepConclusion>,
  ): Promise<StepConclusion> {
    const since = Date.now();
    const attributes = {
      'leadshop_testing.step': name,
      'leadshop_testing.component': component,
    };
    return withLogFields({ step: name }, () =>
      this.#span('leadshop_testing.step', { attributes }, async span => {
        const { outcome, failure, attempts } = await run();
        const end = {
          status: outcome ? 'success' : 'failed',
          fault: failure?.fault ?? null,
          provider_mode: (outcome ?? failure)?.provider_mode ?? null,
        };
        setAll(span, { ...end, tries: attempts.length });
        if (failure) failed(span, failure.fault);
        this.instruments.stepEnded((Date.now() - since) / 1000, {
          step: name,
          component,
          ...end,
        });
        return outcome ? { outcome, attempts } : { failure, attempts };
      }),
    );
  }

  /** Events of the feed have been handed on. */
  feedHandedOn(events: readonly { created_at: Date }[]): void {
    const newest = events.at(-1);
    if (!newest) return;
    // The clock of the database may be ahead of ours
    const lag = Math.max(0, Date.now() - newest.created_at.getTime());
    this.instruments.feedHandedOn(lag / 1000);
  }

  /** Makes a call of a provider in a span, and counts it. */
  call = <T>(
    { provider, mode }: { provider: string; mode: ProviderMode },
    make: () => Promise<T>,
  ): Promise<T> => {
    const attributes = {
      'leadshop_testing.provider': provider,
      'leadshop_testing.provider_mode': mode,
    };
    const counted = (since: number, fault: ProviderError['fault'] | null) => {
      const duration = performance.now() - since;
      this.calls.add({ provider, mode, duration, fault });
      this.instruments.providerCalled(duration / 1000, {
        provider,
        provider_mode: mode,
        fault,
      });
    };
    return this.#span(
      'leadshop_testing.provider_call',
      { kind: 'client', attributes },
      async span => {
        const since = performance.now();
        try {
          const answer = await make();
          counted(since, null);
          return answer;
        } catch (error) {
          // A call that was given up says nothing about the provider
          if (error instanceof ProviderError) {
            counted(since, error.fault);
            setAll(span, { 'http.response.status_code': error.status });
            failed(span, error.fault);
          }
          throw error;
        }
      },
    );
  };

  /** A span that what is thrown does not go through: its words stay here. */
  async #span<T>(
    name: string,
    options: TracingServiceSpanOptions,
    work: (span: TracingServiceSpan) => Promise<T>,
  ): Promise<T> {
    const ended = await this.#tracing.startActiveSpan(
      name,
      options,
      async (span): Promise<{ value: T } | { error: unknown }> => {
        try {
          return { value: await work(span) };
        } catch (error) {
          return { error };
        }
      },
    );
    if ('error' in ended) throw ended.error;
    return ended.value;
  }
}

function setAll(
  span: TracingServiceSpan,
  attributes: Record<string, TracingServiceAttributes[string] | null>,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) {
      span.setAttribute(
        name.includes('.') ? name : `leadshop_testing.${name}`,
        value,
      );
    }
  }
}

function failed(span: TracingServiceSpan, fault: string | null): void {
  span.setAttribute('error.type', fault ?? 'other');
  span.setStatus({ code: 'error' });
}
