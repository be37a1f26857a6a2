/*
 * Fields that belong to everything that is logged on the way of one request or one
 * test, however deep: the code that logs need not know them.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import { isSpanContextValid, trace } from '@opentelemetry/api';

/** What a line can say of where it comes from. */
export interface LogFields {
  request_id?: string;
  user_ref?: string;
  test_id?: string;
  trace_id?: string;
  step?: string;
}

const known = new AsyncLocalStorage<LogFields>();

/** Runs work whose lines, and those of all that it calls, have these fields. */
export function withLogFields<T>(fields: LogFields, work: () => T): T {
  return known.run({ ...known.getStore(), ...fields }, work);
}

function fieldsNow(): LogFields {
  const fields = known.getStore() ?? {};
  if (fields.trace_id) return fields;
  const span = trace.getActiveSpan()?.spanContext();
  return span && isSpanContextValid(span)
    ? { ...fields, trace_id: span.traceId }
    : fields;
}

/** A logger that adds the fields of where it is called. */
export class ContextLogger implements LoggerService {
  readonly #logger: LoggerService;

  constructor(logger: LoggerService) {
    this.#logger = logger;
  }

  error(message: string, meta?: Error | JsonObject): void {
    this.#here().error(message, meta);
  }

  warn(message: string, meta?: Error | JsonObject): void {
    this.#here().warn(message, meta);
  }

  info(message: string, meta?: Error | JsonObject): void {
    this.#here().info(message, meta);
  }

  debug(message: string, meta?: Error | JsonObject): void {
    this.#here().debug(message, meta);
  }

  child(meta: JsonObject): LoggerService {
    return new ContextLogger(this.#logger.child(meta));
  }

  #here(): LoggerService {
    const fields = Object.entries(fieldsNow());
    return fields.length > 0
      ? this.#logger.child(Object.fromEntries(fields))
      : this.#logger;
  }
}
