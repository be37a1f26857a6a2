import { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { ComponentSlug } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { FaultRule, SandboxComponent } from './faults';

/** One call that a stand-in received, read in full. */
export interface Call {
  method: string;
  /** Path and query as they came. */
  url: string;
  /** Decoded path below the protocol's prefix, without the first slash. */
  path: string;
  /** As it came, without `?`: signatures are computed over it. */
  rawQuery: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  secure: boolean;
}

/** What goes back, before any fault has had its way with it. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer | string;
  /** Writes a body without a known length; `body` is then not used. */
  stream?: (response: ServerResponse) => void;
}

/** Faults that are an answer of the vendor, with the vendor's own words. */
export type RefusalKind = 'status' | 'rate_limit' | 'quota';

/** What a protocol says of a call, so that faults can be aimed at it. */
export interface CallDescription {
  /** Parts of LeadShop that make this call. */
  slugs: readonly ComponentSlug[];
  /** The call asks to mend an earlier answer. */
  repair?: boolean;
}

/** A stand-in for one outside service that speaks HTTP. */
export interface Protocol {
  readonly component: SandboxComponent;
  describe(call: Call): CallDescription;
  /** `special` is a fault in the content, which only some protocols have. */
  answer(call: Call, special?: FaultRule): Answer | Promise<Answer>;
  refuse(kind: RefusalKind, rule: FaultRule, call: Call): Answer;
}

export const REFUSAL_STATUS: Record<RefusalKind, number> = {
  status: 500,
  rate_limit: 429,
  quota: 429,
};

/** An answer in JSON. */
export function json(
  status: number,
  value: unknown,
  headers: Answer['headers'] = {},
): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** `Retry-After` for a refusal that has one. */
export function retryAfter(
  kind: RefusalKind,
  rule: FaultRule,
): Answer['headers'] {
  return kind === 'rate_limit'
    ? { 'Retry-After': String(rule.retryAfterSeconds ?? 1) }
    : {};
}
