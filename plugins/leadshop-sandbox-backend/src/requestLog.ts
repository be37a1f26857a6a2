import { IncomingHttpHeaders } from 'node:http';
import { FaultKind, SandboxComponent } from './faults';

/**
 * What the sandbox received, for tests and for the curious. The log is a ring:
 * the newest calls push out the oldest. Keys, signatures and cookies are
 * masked, so that a real key sent here by mistake is not kept.
 */

/** A call that the sandbox received. @public */
export interface ReceivedRequest {
  /** Rises by one with every call. */
  id: number;
  /** ISO 8601. */
  time: string;
  component: SandboxComponent;
  /** HTTP method, or `MAIL` for a mail. */
  method: string;
  /** Path without the query; for a mail, its recipients. */
  path: string;
  query: Record<string, string | string[]>;
  headers: Record<string, string | string[]>;
  bodySize: number;
  /** The beginning of a text body. */
  body?: string;
  /** The fault that hit it. */
  fault?: FaultKind;
  /** What was answered; missing while, or when, nothing is. */
  status?: number;
}

/** Narrows a list of requests. @public */
export interface RequestFilter {
  component?: SandboxComponent;
  /** Only requests received after the one with this id. */
  since?: number;
  /** Only requests whose address or logged body contains this text. */
  match?: string;
}

/** A call as it arrives. */
export interface Arrival {
  component: SandboxComponent;
  method: string;
  path: string;
  query?: URLSearchParams;
  headers?: IncomingHttpHeaders;
  body: Buffer;
  contentType: string | undefined;
}

const MAX_REQUESTS = 2000;
const MAX_BODY_CHARACTERS = 8192;
const MASK = '***';
const SECRET_HEADERS =
  /^(authorization|proxy-authorization|cookie|x-goog-api-key|x-api-key|api-key|x-amz-security-token)$/;
const SECRET_QUERY =
  /^(key|access_key|api_?key|signature|token|access_token|x-amz-(signature|credential|security-token))$/i;
const TEXT_TYPE = /^text\/|json|xml|x-www-form-urlencoded|^message\//i;

export class RequestLog {
  readonly #ring: (ReceivedRequest | undefined)[] = new Array(MAX_REQUESTS);
  #lastId = 0;

  /** The caller sets `fault` and `status` on what it gets back. */
  record(arrival: Arrival): ReceivedRequest {
    const id = (this.#lastId += 1);
    const entry: ReceivedRequest = {
      id,
      time: new Date().toISOString(),
      component: arrival.component,
      method: arrival.method,
      path: arrival.path,
      query: maskedQuery(arrival.query),
      headers: maskedHeaders(arrival.headers),
      bodySize: arrival.body.length,
    };
    if (arrival.body.length > 0 && TEXT_TYPE.test(arrival.contentType ?? '')) {
      entry.body = arrival.body
        .subarray(0, MAX_BODY_CHARACTERS * 4)
        .toString('utf8')
        .slice(0, MAX_BODY_CHARACTERS);
    }
    this.#ring[id % MAX_REQUESTS] = entry;
    return entry;
  }

  /** Oldest first. */
  list(filter: RequestFilter = {}): ReceivedRequest[] {
    const found: ReceivedRequest[] = [];
    const oldest = Math.max(this.#lastId - MAX_REQUESTS, filter.since ?? 0) + 1;
    for (let id = oldest; id <= this.#lastId; id += 1) {
      const entry = this.#ring[id % MAX_REQUESTS];
      if (entry && isWanted(entry, filter)) found.push(entry);
    }
    return found;
  }

  clear(): void {
    this.#ring.fill(undefined);
  }
}

function isWanted(entry: ReceivedRequest, filter: RequestFilter): boolean {
  if (filter.component && entry.component !== filter.component) return false;
  const { match } = filter;
  if (match === undefined) return true;
  return (
    entry.path.includes(match) ||
    Object.values(entry.query)
      .flat()
      .some(value => value.includes(match)) ||
    (entry.body?.includes(match) ?? false)
  );
}

function maskedQuery(query: URLSearchParams | undefined) {
  const masked: Record<string, string | string[]> = {};
  for (const name of new Set(query?.keys() ?? [])) {
    const values = query?.getAll(name) ?? [];
    if (SECRET_QUERY.test(name)) masked[name] = MASK;
    else masked[name] = values.length === 1 ? values[0] : values;
  }
  return masked;
}

function maskedHeaders(headers: IncomingHttpHeaders = {}) {
  const masked: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    masked[name] = SECRET_HEADERS.test(name) ? MASK : value;
  }
  return masked;
}
