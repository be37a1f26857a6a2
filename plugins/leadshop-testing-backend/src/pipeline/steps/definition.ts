import { Knex } from 'knex';
import { FullPipelineStepName } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  JsonObject,
  PipelineStep,
  Providers,
  StepContext,
  StepOutcome,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { FULL_PIPELINE_STEPS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { asStepFailure } from './failure';
import { ReportRenderer } from './report/renderer';

/** What one trip through the real queue took. */
export interface QueueRoundTrip {
  queued_at: string;
  taken_at: string;
  answered_at: string;
  queue_ms: number;
  round_trip_ms: number;
  worker: string;
}

/** What the twelve steps work with. */
export interface FullPipelineDeps {
  providers: Providers;
  /** The plugin's database, for step 2. */
  knex: Knex;
  /** Sends a probe through the real queue and back, for step 3. */
  roundTrip(options: { signal: AbortSignal }): Promise<QueueRoundTrip>;
  /** A mail that scores more fails step 12. */
  spamLimit: number;
  /** Makes and reads PDFs, for step 12. */
  renderer: ReportRenderer;
}

/**
 * Evidence gathered so far. A step fills it as it goes, so that a failure shows
 * what was learnt before it.
 */
export interface Learnt {
  details: JsonObject;
  personal: JsonObject;
}

interface StepDefinition
  extends Pick<
    PipelineStep,
    'dependsOn' | 'runsWhen' | 'critical' | 'computesOnly' | 'timeoutMs'
  > {
  /** Tries in all. */
  attempts: number;
  run(context: StepContext, learnt: Learnt): Promise<StepOutcome>;
}

/** Gives a step its name, number, title and component from the shared list. */
export function defineStep(
  name: FullPipelineStepName,
  definition: StepDefinition,
): PipelineStep {
  const outline = FULL_PIPELINE_STEPS.find(step => step.step_name === name);
  if (!outline) throw new Error(`Step '${name}' is not in FULL_PIPELINE_STEPS`);
  const { attempts, run, ...rest } = definition;
  return {
    ...rest,
    name: outline.step_name,
    number: outline.step_number,
    title: outline.title,
    component: outline.component,
    retry: { maxAttempts: attempts, initialDelayMs: 500, maxDelayMs: 30_000 },
    async run(context) {
      const learnt: Learnt = { details: {}, personal: {} };
      try {
        return await run(context, learnt);
      } catch (error) {
        throw asStepFailure(error, learnt);
      }
    },
  };
}
