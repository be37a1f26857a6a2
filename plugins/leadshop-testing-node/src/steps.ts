import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Artifact,
  Fault,
  LeadData,
  ProviderMode,
  StepStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** A value that JSON can hold; what `details` are made of. @public */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue | undefined };

/** An object that JSON can hold. @public */
export type JsonObject = { [key: string]: JsonValue | undefined };

/** A lead as a step sees it; fields that nobody sent are absent or null. @public */
export type PipelineLead = Readonly<LeadData>;

/** What an earlier step of the same test ended with. @public */
export interface EarlierResult {
  readonly step_name: string;
  readonly status: StepStatus;
  readonly provider_mode: ProviderMode | null;
  /** What the step stored: its details and its personal part, as one object. */
  readonly details: JsonObject;
  readonly artifacts: readonly Artifact[];
}

/** A file to keep as evidence. @public */
export interface ArtifactInput {
  /** Unique within the test, such as `screenshot-desktop.png`. */
  name: string;
  /** What the interface calls it, such as "Screenshot (desktop)". */
  title: string;
  content_type: string;
  body: Uint8Array;
  /** True when it may hold personal data; shown only to those who may see it. */
  personal?: boolean;
}

/**
 * Keeps evidence in S3. Keys are named by test and step alone, so that doing a
 * step again replaces its objects and never doubles them.
 *
 * @public
 */
export interface StepArtifacts {
  put(input: ArtifactInput): Promise<Artifact>;
  /** Reads an artifact of this test by name; throws when there is none. */
  get(name: string): Promise<Uint8Array>;
}

/** What a step gets to work with. @public */
export interface StepContext {
  readonly executionId: string;
  /** Number of this try, from 1. */
  readonly tryNumber: number;
  readonly lead: PipelineLead;
  /** Results of all steps that have ended, by step name. */
  readonly results: Readonly<Record<string, EarlierResult>>;
  /** Aborts on cancellation, on the step's timeout and on the test's. Pass it on. */
  readonly signal: AbortSignal;
  readonly logger: LoggerService;
  readonly artifacts: StepArtifacts;
  /** Something worth telling although the step succeeds. */
  warn(message: string): void;
}

/** Figures of the whole test that a step found out. @public */
export interface TestFigures {
  /** 0 to 100. */
  score?: number;
  tier?: string;
  /** In `revenue_currency` per year. */
  revenue_impact?: number;
  /** ISO 4217. */
  revenue_currency?: string;
  /** In SpamAssassin's terms. */
  spam_score?: number;
}

/** What a step that succeeded says. @public */
export interface StepOutcome {
  details: JsonObject;
  /** Details that hold personal data; kept apart so that they can be hidden. */
  personal?: JsonObject;
  provider_mode: ProviderMode | null;
  figures?: TestFigures;
}

/** How often and how patiently a step is tried again. @public */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  maxAttempts: number;
  /** Pause before the second try; doubles each time, with full jitter. */
  initialDelayMs: number;
  maxDelayMs: number;
}

/**
 * One step of a pipeline. `run` does real work and returns what it learnt, or
 * throws a {@link StepError}; anything else thrown counts as LeadShop's fault.
 *
 * @public
 */
export interface PipelineStep {
  name: string;
  /** Place in the list, from 1; unique in the pipeline. */
  number: number;
  title: string;
  component: string;
  /** Names of the steps that must have ended before this one starts. */
  dependsOn: readonly string[];
  /**
   * `succeeded` (the default) skips this step when one of them did not succeed,
   * `ended` runs it all the same.
   */
  runsWhen?: 'succeeded' | 'ended';
  /** When it fails, every later step is skipped. */
  critical?: boolean;
  /**
   * It reaches nothing outside of this process and keeps no evidence: it computes
   * from its lead and the earlier results, and doing it again does no harm. The
   * default, false, makes it wait until those results are stored; such a step does
   * not, and its result is stored together with theirs.
   */
  computesOnly?: boolean;
  /** For one try. */
  timeoutMs: number;
  retry: RetryPolicy;
  run(context: StepContext): Promise<StepOutcome>;
}

/** A pipeline: a directed acyclic graph of steps. @public */
export interface Pipeline {
  /** What `test_type` names. */
  name: string;
  title: string;
  steps: readonly PipelineStep[];
}

/** How a step's failure is described. @public */
export interface StepErrorOptions {
  fault: Fault;
  /** Whether trying again can mend it. Default: no. */
  retryable?: boolean;
  /** What the vendor asked to wait, from `Retry-After`. */
  retryAfterMs?: number;
  /** What was learnt before it failed. */
  details?: JsonObject;
  personal?: JsonObject;
  provider_mode?: ProviderMode | null;
  cause?: unknown;
}

/**
 * A step failed. The message says what happened, why, and what to do, and holds
 * neither secrets nor personal data.
 *
 * @public
 */
export class StepError extends Error {
  readonly fault: Fault;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly details: JsonObject;
  readonly personal: JsonObject | undefined;
  readonly provider_mode: ProviderMode | null;

  constructor(message: string, options: StepErrorOptions) {
    super(message, { cause: options.cause });
    this.name = 'StepError';
    this.fault = options.fault;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details ?? {};
    this.personal = options.personal;
    this.provider_mode = options.provider_mode ?? null;
  }
}
