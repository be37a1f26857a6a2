import { Dispatcher, errors, request } from 'undici';
import { z } from 'zod';
import {
  CallOptions,
  ProviderError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import {
  malformed,
  quoted,
  Refusal,
  refused,
  statusFailure,
  transportFailure,
} from './failures';
import { ProviderGate } from './providerGate';

const MIB = 1024 * 1024;
/** Largest answer in bytes, unless a provider asks for more. */
const MAX_ANSWER_BYTES = 5 * MIB;

/** Tells vendors, and the sandbox, what a call is for. */
const CHECK_AGENT = 'LeadShop-Testing-Check';

/**
 * Whether a service is there and took the key, and did not like the question: all
 * that a check needs to know where no call is free.
 */
export function isOnlyTheQuestion(error: unknown): boolean {
  return (
    error instanceof ProviderError &&
    error.fault === 'leadshop' &&
    error.status !== undefined &&
    error.status < 500
  );
}

/** A call over HTTP. */
export interface VendorRequest {
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  maxBytes?: number;
}

/** An answer, read in full. */
export interface VendorResponse {
  status: number;
  contentType: string;
  body: Buffer;
}

/** Says what a vendor means by an answer that is not a success. */
export type ReadRefusal = (
  response: VendorResponse,
) => Refusal | { said: string } | undefined;

/** An answer that cannot be used, found while reading it. */
export class MalformedAnswer extends Error {
  readonly truncated: boolean;

  constructor(problem: string, options: { truncated?: boolean } = {}) {
    super(problem);
    this.name = 'MalformedAnswer';
    this.truncated = options.truncated ?? false;
  }
}

/** A refusal that came with a status of success. */
export class RefusedAnswer extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.why);
    this.name = 'RefusedAnswer';
    this.refusal = refusal;
  }
}

/** Milliseconds of a `Retry-After` header: seconds, or a date (RFC 9110). */
export function readRetryAfter(
  header: string | string[] | undefined,
  now: number = Date.now(),
): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Parses JSON and checks its shape; what is wrong with it is thrown. */
export function readJson<T>(body: Buffer, schema: z.ZodType<T>): T {
  const text = body.toString('utf8').trim();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const cut =
      (text.startsWith('{') && !text.endsWith('}')) ||
      (text.startsWith('[') && !text.endsWith(']'));
    throw new MalformedAnswer(cut ? 'JSON that is cut off' : 'not JSON', {
      truncated: cut,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new MalformedAnswer(
    `JSON of another shape (${issue.path.join('.') || 'the whole'}: ${
      issue.message
    })`,
  );
}

/** Like {@link readJson}, `undefined` when it is anything else. */
export function tryJson<T>(body: Buffer, schema: z.ZodType<T>): T | undefined {
  try {
    return readJson(body, schema);
  } catch {
    return undefined;
  }
}

/**
 * The one way to a vendor over HTTP: through the provider's gate, over
 * connections that are kept open and shared, with bounded answers, and with
 * failures that say whose fault they are.
 */
export class VendorClient {
  readonly gate: ProviderGate;
  readonly #dispatcher: Dispatcher;
  readonly #readRefusal: ReadRefusal;

  constructor(
    gate: ProviderGate,
    dispatcher: Dispatcher,
    readRefusal: ReadRefusal = () => undefined,
  ) {
    this.gate = gate;
    this.#dispatcher = dispatcher;
    this.#readRefusal = readRefusal;
  }

  /** `read` gets answers of success only; what it throws counts as malformed. */
  send<T>(
    call: VendorRequest,
    options: CallOptions,
    read: (response: VendorResponse) => T,
  ): Promise<T> {
    return this.gate.run(
      options.signal,
      async signal => read(await this.#exchange(call, signal)),
      error => this.#explain(error),
    );
  }

  /** Like {@link send}, past tests that wait: see {@link ProviderGate.look}. */
  look(
    call: VendorRequest,
    options: CallOptions,
    read: (response: VendorResponse) => void = () => {},
  ): Promise<void> {
    const headers = { ...call.headers, 'user-agent': CHECK_AGENT };
    return this.gate.look(
      options.signal,
      async signal => read(await this.#exchange({ ...call, headers }, signal)),
      error => this.#explain(error),
    );
  }

  async #exchange(
    call: VendorRequest,
    signal: AbortSignal,
  ): Promise<VendorResponse> {
    const isJson = call.json !== undefined;
    const answer = await request(call.url, {
      method: call.method,
      dispatcher: this.#dispatcher,
      signal,
      headers: {
        ...(isJson && { 'content-type': 'application/json' }),
        ...call.headers,
      },
      body: isJson ? JSON.stringify(call.json) : undefined,
    });
    const response: VendorResponse = {
      status: answer.statusCode,
      contentType: String(answer.headers['content-type'] ?? ''),
      body: await readBounded(answer.body, call.maxBytes ?? MAX_ANSWER_BYTES),
    };
    if (response.status >= 200 && response.status < 300) return response;
    throw this.#refusal(
      response,
      readRetryAfter(answer.headers['retry-after']),
    );
  }

  #refusal(
    response: VendorResponse,
    retryAfterMs: number | undefined,
  ): ProviderError {
    const { callee } = this.gate;
    const { status } = response;
    const meaning = this.#readRefusal(response);
    if (meaning && 'fault' in meaning) {
      return refused(callee, meaning, { status, retryAfterMs });
    }
    const said = quoted(callee, meaning?.said ?? '');
    return statusFailure(callee, status, said, retryAfterMs);
  }

  #explain(error: unknown): ProviderError {
    const { callee } = this.gate;
    if (error instanceof MalformedAnswer) {
      return malformed(callee, error.message, { retryable: error.truncated });
    }
    if (error instanceof errors.HTTPParserError) {
      return malformed(callee, 'not HTTP', { cause: error });
    }
    if (error instanceof RefusedAnswer) return refused(callee, error.refusal);
    return transportFailure(callee, error);
  }
}

async function readBounded(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    // Leaving the loop closes the connection
    if (size > maxBytes) {
      throw new MalformedAnswer(`more than ${maxBytes / MIB} MiB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
