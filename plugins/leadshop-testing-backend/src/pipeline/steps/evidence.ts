import { z } from 'zod';
import {
  EarlierResult,
  StepContext,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';

/** Says whether the vendor answered just now or the cache did. */
export const sourceSchema = z.object({
  cached: z.boolean(),
  stale: z.boolean(),
  answered_at: z.string(),
});

/** An earlier result that can be built on, or why it cannot. */
export type Evidence<T> =
  | { details: T; missing?: undefined }
  | { details?: undefined; missing: string };

function whyMissing(result: EarlierResult | undefined): string | undefined {
  if (!result) return 'it is not part of this test';
  return result.status === 'success' ? undefined : `it ${endedAs(result)}`;
}

function endedAs(result: EarlierResult): string {
  if (result.status === 'failed') return 'failed';
  if (result.status === 'skipped') return 'was skipped';
  return `is ${result.status}`;
}

/**
 * Reads what an earlier step stored. Details may come from another version of
 * this plugin (a rerun keeps them), so they are checked again.
 */
export function evidenceOf<S extends z.ZodType>(
  context: StepContext,
  stepName: string,
  schema: S,
): Evidence<z.output<S>> {
  const result = context.results[stepName];
  const missing = whyMissing(result);
  if (missing) return { missing };
  const parsed = schema.safeParse(result.details);
  if (parsed.success) return { details: parsed.data };
  return {
    missing: `what it stored cannot be read (${
      parsed.error.issues[0].path.join('.') || 'details'
    }); run the test again from that step`,
  };
}

/** Reads what an earlier step stored, when there is no going on without it. */
export function requiredEvidence<S extends z.ZodType>(
  context: StepContext,
  stepName: string,
  schema: S,
): z.output<S> {
  const evidence = evidenceOf(context, stepName, schema);
  if (evidence.details === undefined) {
    throw new StepError(
      `The result of ${stepName} is needed and missing: ${evidence.missing}`,
      { fault: 'leadshop' },
    );
  }
  return evidence.details;
}
