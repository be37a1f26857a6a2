/* W3C Trace Context: `00-<trace id>-<span id>-<flags>`. */
import { randomBytes } from 'node:crypto';
import { isSpanContextValid, trace } from '@opentelemetry/api';

/**
 * Where we are in a trace. Without an SDK nobody records it: then it is one of our
 * own, which says that it is not sampled, and joins the lines of the log.
 */
export function traceParentHere(): string {
  const span = trace.getActiveSpan()?.spanContext();
  if (span && isSpanContextValid(span)) {
    const flags = span.traceFlags.toString(16).padStart(2, '0');
    return `00-${span.traceId}-${span.spanId}-${flags}`;
  }
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString(
    'hex',
  )}-00`;
}

/** The trace's id. */
export function traceIdOf(traceParent: string): string {
  return traceParent.split('-')[1];
}
