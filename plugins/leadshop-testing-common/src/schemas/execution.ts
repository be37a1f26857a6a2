import { z } from 'zod';
import { leadDataSchema } from './lead';

const time = z.iso.datetime({ offset: true });
const millis = z.int().min(0);

/** Where a test stands; the last three are final. @public */
export const testStatusSchema = z.enum([
  'pending',
  'running',
  'success',
  'failed',
  'cancelled',
]);
/** Where a test stands. @public */
export type TestStatus = z.infer<typeof testStatusSchema>;

/** True for a status that never changes again. @public */
export function isFinalStatus(status: TestStatus): boolean {
  return status !== 'pending' && status !== 'running';
}

/** Where a step stands. @public */
export const stepStatusSchema = z.enum([
  'pending',
  'running',
  'success',
  'failed',
  'skipped',
]);
/** Where a step stands. @public */
export type StepStatus = z.infer<typeof stepStatusSchema>;

/** Whose fault a failure is. @public */
export const faultSchema = z.enum([
  'lead',
  'leadshop',
  'vendor',
  'config',
  'network',
]);
/** Whose fault a failure is. @public */
export type Fault = z.infer<typeof faultSchema>;

/** Whether the real vendor or the sandbox answered. @public */
export const providerModeSchema = z.enum(['live', 'sandbox']);
/** Whether the real vendor or the sandbox answered. @public */
export type ProviderMode = z.infer<typeof providerModeSchema>;

/** Why a failed test failed. @public */
export const failureReasonSchema = z.enum(['step', 'timeout', 'internal']);
/** Why a failed test failed. @public */
export type FailureReason = z.infer<typeof failureReasonSchema>;

/** A file that a step left as evidence, kept in S3. @public */
export const artifactSchema = z
  .object({
    name: z.string(),
    content_type: z.string(),
    size: z.int().min(0),
    sha256: z.string(),
    title: z.string(),
    personal: z.boolean(),
  })
  .meta({ id: 'Artifact' });
/** A file that a step left as evidence. @public */
export type Artifact = z.infer<typeof artifactSchema>;

/** One try of a step. @public */
export const stepAttemptSchema = z
  .object({
    number: z.int().min(1),
    started_at: time,
    duration: millis,
    error: z.string().nullable(),
    fault: faultSchema.nullable(),
    retry_in: millis.nullable(),
  })
  .meta({ id: 'StepAttempt' });
/** One try of a step. @public */
export type StepAttempt = z.infer<typeof stepAttemptSchema>;

/** A step of a test, with its evidence. @public */
export const stepResultSchema = z
  .object({
    step_name: z.string(),
    step_number: z.int().min(1),
    component: z.string(),
    title: z.string(),
    depends_on: z.array(z.string()),
    status: stepStatusSchema,
    fault: faultSchema.nullable(),
    provider_mode: providerModeSchema.nullable(),
    started_at: time.nullable(),
    duration: millis.nullable(),
    attempts: z.array(stepAttemptSchema),
    details: z.record(z.string(), z.unknown()),
    warnings: z.array(z.string()),
    error: z.string().nullable(),
    artifacts: z.array(artifactSchema),
    kept_from: z.uuid().nullable(),
    timestamp: time.nullable(),
  })
  .meta({ id: 'StepResult' });
/** A step of a test, with its evidence. @public */
export type StepResult = z.infer<typeof stepResultSchema>;

/** A step as the lists and the live cards show it. @public */
export const stepStateSchema = z
  .object({
    step_name: z.string(),
    step_number: z.int().min(1),
    title: z.string(),
    component: z.string(),
    status: stepStatusSchema,
    /** On a skipped step: it was at work when its test was stopped. */
    stopped: z.literal(true).optional(),
  })
  .meta({ id: 'StepState' });
/** A step as the lists and the live cards show it. @public */
export type StepState = z.infer<typeof stepStateSchema>;

/**
 * A test as `/active`, `/history` and the live channels show it. It carries no
 * personal data: business name and site at most.
 *
 * @public
 */
export const executionSummarySchema = z
  .object({
    id: z.uuid(),
    test_type: z.string(),
    status: testStatusSchema,
    user_ref: z.string(),
    entity_ref: z.string().nullable(),
    lead_id: z.uuid().nullable(),
    /** Its lead was erased: what the test knew of a person is gone. */
    erased: z.boolean(),
    batch_id: z.uuid().nullable(),
    rerun_of: z.uuid().nullable(),
    business_name: z.string().nullable(),
    website_url: z.string().nullable(),
    current_step: z.int().min(0),
    total_steps: z.int().min(1),
    progress: z.number().min(0).max(100),
    steps: z.array(stepStateSchema),
    provider_mode: providerModeSchema.nullable(),
    success_rate: z.number().min(0).max(100).nullable(),
    failure_reason: failureReasonSchema.nullable(),
    error_message: z.string().nullable(),
    score: z.number().min(0).max(100).nullable(),
    tier: z.string().nullable(),
    revenue_impact: z.number().nullable(),
    revenue_currency: z.string().nullable(),
    spam_score: z.number().nullable(),
    execution_time: millis.nullable(),
    cancel_requested_at: time.nullable(),
    created_at: time,
    started_at: time.nullable(),
    completed_at: time.nullable(),
  })
  .meta({ id: 'ExecutionSummary' });
/** A test as lists and live channels show it. @public */
export type ExecutionSummary = z.infer<typeof executionSummarySchema>;

/** A whole test. @public */
export const executionSchema = executionSummarySchema
  .extend({
    attempt: z.int().min(0),
    lead_data: leadDataSchema.partial().loose(),
    personal_data_hidden: z.boolean(),
    pipeline_results: z.array(stepResultSchema),
    reruns: z.array(z.uuid()),
    /**
     * Of its spans, and of the lines that it left in the backend's log: 32 digits
     * of hex. Null until a worker has taken it.
     */
    trace_id: z.string().nullable(),
  })
  .meta({ id: 'Execution' });
/** A whole test. @public */
export type Execution = z.infer<typeof executionSchema>;

/** What can happen to a test; the kinds of its event log. @public */
export const testEventKindSchema = z.enum([
  'created',
  'started',
  'resumed',
  'step_started',
  'step_retry',
  'step_finished',
  'cancel_requested',
  'ended',
]);
/** What can happen to a test. @public */
export type TestEventKind = z.infer<typeof testEventKindSchema>;

/** The part of a step that its events carry: no details, no personal data. @public */
export const eventStepSchema = z
  .object({
    step_name: z.string(),
    step_number: z.int().min(1),
    title: z.string(),
    component: z.string(),
    status: stepStatusSchema,
    fault: faultSchema.nullish(),
    provider_mode: providerModeSchema.nullish(),
    started_at: time.nullish(),
    duration: millis.nullish(),
    attempt: z.int().min(1).nullish(),
    retry_in: millis.nullish(),
    error: z.string().nullish(),
  })
  .meta({ id: 'EventStep' });
/** The part of a step that its events carry. @public */
export type EventStep = z.infer<typeof eventStepSchema>;

/** A line of a test's event log. Ids increase over all tests. @public */
export const testEventSchema = z
  .object({
    id: z.int().min(1),
    test_id: z.uuid(),
    kind: testEventKindSchema,
    attempt: z.int().min(0),
    message: z.string(),
    step: eventStepSchema.nullable(),
    created_at: time,
  })
  .meta({ id: 'TestEvent' });
/** A line of a test's event log. @public */
export type TestEvent = z.infer<typeof testEventSchema>;
