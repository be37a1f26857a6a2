/* What Backstage's services come to where no OpenTelemetry SDK is loaded. */
import {
  MetricsService,
  TracingService,
  TracingServiceSpan,
  TracingServiceSpanOptions,
} from '@backstage/backend-plugin-api/alpha';
import { context, metrics, Span, trace } from '@opentelemetry/api';

type Run<T> = (span: TracingServiceSpan) => T | Promise<T>;

const METER = 'benchmarks';

async function startActiveSpan<T>(
  name: string,
  options: TracingServiceSpanOptions | Run<T>,
  run = options as Run<T>,
): Promise<T> {
  return trace.getTracer(METER).startActiveSpan(name, async (span: Span) => {
    try {
      return await run({
        setAttribute: (key, value) => void span.setAttribute(key, value),
        setStatus: () => {},
      });
    } finally {
      span.end();
    }
  });
}

/** Metrics and spans that go nowhere, through the API that they go through. */
export const withoutSdk = {
  metrics: metrics.getMeter(METER) as unknown as MetricsService,
  tracing: {
    startActiveSpan,
    context: {
      active: () => context.active() as never,
      with: (there: unknown, run: () => unknown) =>
        context.with(there as never, run),
    },
    propagation: { extract: (there: unknown) => there },
  } as unknown as TracingService,
};
