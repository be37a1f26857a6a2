import { ConflictError } from '@backstage/errors';
import {
  COMPONENT_SLUGS,
  ComponentSlug,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { z } from 'zod';
import { Seed } from './seed';

/**
 * Faults on demand. A rule names whom it hits (a protocol of the sandbox, or a
 * part of LeadShop whose calls it hits), what happens, and how often. The
 * rules are asked in the order in which they were added: delays add up, and
 * the first other rule that fires decides what happens to the call.
 */

/** The protocols that the sandbox speaks. @public */
export const SANDBOX_COMPONENTS = [
  's3',
  'pagespeed',
  'places',
  'screenshotone',
  'semrush',
  'openai',
  'smtp',
  'site',
  'component',
] as const;

/** A protocol that the sandbox speaks. @public */
export type SandboxComponent = (typeof SANDBOX_COMPONENTS)[number];

const WIRE_KINDS = [
  'latency',
  'status',
  'timeout',
  'reset',
  'garbage',
  'truncate',
  'rate_limit',
  'quota',
  'outage',
] as const;
const LLM_KINDS = [
  'false_number',
  'bad_json',
  'schema_violation',
  'refusal',
  'placeholder',
] as const;
const SMTP_KINDS = ['reject', 'greylist'] as const;

/** What a fault does. @public */
export const FAULT_KINDS = [
  ...WIRE_KINDS,
  ...LLM_KINDS,
  ...SMTP_KINDS,
] as const;

/** What a fault does. @public */
export type FaultKind = (typeof FAULT_KINDS)[number];

const ONLY_FOR: readonly {
  kinds: readonly FaultKind[];
  components: readonly string[];
}[] = [
  {
    kinds: LLM_KINDS,
    components: ['openai', 'llm-visual-analysis', 'content-generator'],
  },
  { kinds: SMTP_KINDS, components: ['smtp', 'email-formatter'] },
];

export const faultRuleSchema = z
  .strictObject({
    component: z.enum([...SANDBOX_COMPONENTS, ...COMPONENT_SLUGS]),
    kind: z.enum(FAULT_KINDS),
    status: z.number().int().min(400).max(599).optional(),
    delayMs: z.number().int().min(0).max(600_000).optional(),
    retryAfterSeconds: z.number().int().min(0).max(86_400).optional(),
    rate: z.number().min(0).max(1).optional(),
    count: z.number().int().min(1).optional(),
    match: z.string().min(1).max(1000).optional(),
    scope: z.enum(['every_answer', 'first_answer']).optional(),
  })
  .check(context => {
    const rule = context.value;
    const invalid = (field: string, message: string) =>
      context.issues.push({
        code: 'custom',
        path: [field],
        message,
        input: rule,
      });
    for (const { kinds, components } of ONLY_FOR) {
      if (kinds.includes(rule.kind) && !components.includes(rule.component)) {
        invalid(
          'kind',
          `'${rule.kind}' exists only for ${components.join(', ')}`,
        );
      }
    }
    if (rule.kind === 'latency' && rule.delayMs === undefined) {
      invalid('delayMs', "missing; 'latency' needs it");
    }
  });

/**
 * A fault to bring about.
 *
 * @public
 */
export interface FaultRule {
  /** Whom it hits: a protocol, or the part of LeadShop that makes the call. */
  component: SandboxComponent | ComponentSlug;
  kind: FaultKind;
  /** Status code instead of the kind's own; over SMTP the reply code. */
  status?: number;
  /** Waits so long before anything happens; required by `latency`. */
  delayMs?: number;
  /** For `rate_limit`; default 1. */
  retryAfterSeconds?: number;
  /** Share of the calls that are hit, 0 to 1; the draws are seeded. */
  rate?: number;
  /** Hits the next so many calls, then no more; health checks are left alone. */
  count?: number;
  /** Hits only calls whose address or body contains this text. */
  match?: string;
  /** `first_answer`: leaves repairs alone. Only language models are repaired. */
  scope?: 'every_answer' | 'first_answer';
}

/** A rule that was added. @public */
export interface ActiveFault extends FaultRule {
  id: string;
  /** Calls hit so far. */
  fired: number;
}

/** A call as the rules see it. */
export interface FaultSubject {
  component: SandboxComponent;
  slugs: readonly ComponentSlug[];
  repair: boolean;
  /** A look at how the service is, not a call that does anything. */
  check?: boolean;
  contains(text: string): boolean;
}

/** What the rules decided about a call. */
export interface FaultDecision {
  delayMs: number;
  rule: FaultRule | undefined;
}

const MAX_RULES = 1000;

interface Entry {
  fault: ActiveFault;
  seed: Seed;
}

/** All rules of one sandbox. */
export class FaultBook {
  #entries: Entry[] = [];
  #lastId = 0;

  add(input: FaultRule): ActiveFault {
    const rule = faultRuleSchema.parse(input);
    if (this.#entries.length >= MAX_RULES) {
      this.#entries = this.#entries.filter(entry => !isSpent(entry.fault));
    }
    if (this.#entries.length >= MAX_RULES) {
      throw new ConflictError(
        `The sandbox keeps at most ${MAX_RULES} faults; clear some first`,
      );
    }
    const fault: ActiveFault = {
      ...rule,
      id: String((this.#lastId += 1)),
      fired: 0,
    };
    this.#entries.push({ fault, seed: Seed.of(JSON.stringify(rule)) });
    return { ...fault };
  }

  list(): ActiveFault[] {
    return this.#entries.map(entry => ({ ...entry.fault }));
  }

  /** False when there is no such rule. */
  remove(id: string): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter(entry => entry.fault.id !== id);
    return this.#entries.length < before;
  }

  clear(): void {
    this.#entries = [];
  }

  /** `isDue` leaves out rules whose moment in the call has not come. */
  decide(
    subject: FaultSubject,
    isDue: (rule: FaultRule) => boolean = () => true,
  ): FaultDecision {
    let delayMs = 0;
    for (const { fault, seed } of this.#entries) {
      if (!isDue(fault) || !hits(fault, subject)) continue;
      if (fault.rate !== undefined && !seed.chance(fault.rate)) continue;
      fault.fired += 1;
      delayMs += fault.delayMs ?? 0;
      if (fault.kind !== 'latency') return { delayMs, rule: fault };
    }
    return { delayMs, rule: undefined };
  }
}

function isSpent(fault: ActiveFault): boolean {
  return fault.count !== undefined && fault.fired >= fault.count;
}

function hitsChecks({ kind, count }: ActiveFault): boolean {
  const inContent = ONLY_FOR.some(({ kinds }) => kinds.includes(kind));
  return count === undefined && !inContent;
}

function hits(fault: ActiveFault, subject: FaultSubject): boolean {
  if (isSpent(fault)) return false;
  const { component } = fault;
  if (
    component !== subject.component &&
    !subject.slugs.some(slug => slug === component)
  ) {
    return false;
  }
  // Checks come when they like: they must not use up what is meant for a call
  if (subject.check && !hitsChecks(fault)) return false;
  if (fault.scope === 'first_answer' && subject.repair) return false;
  return fault.match === undefined || subject.contains(fault.match);
}
