import type {
  Execution,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { endedTest, stepResult, wholeTest } from './executions';
import stored from './stepEvidence.json';

/** What the twelve steps of a test in the sandbox stored, by their names. */
export const STORED: Record<
  string,
  Pick<StepResult, 'details' | 'artifacts'>
> = stored;

/** A step with what it stored in the sandbox. */
export function stepWithEvidence(
  number: number,
  change: Partial<StepResult> = {},
): StepResult {
  const step = stepResult(number, 'success');
  return { ...step, ...STORED[step.step_name], ...change };
}

/** A test whose twelve steps have stored what they do in the sandbox. */
export function testWithEvidence(change: Partial<Execution> = {}): Execution {
  return wholeTest(
    endedTest(1, {
      business_name: 'Sunrise Dental Care',
      website_url: 'https://sandbox.example/sites/sunrise-dental-care-4ca4bb',
    }),
    {
      pipeline_results: Array.from({ length: 12 }, (_, index) =>
        stepWithEvidence(index + 1),
      ),
      ...change,
    },
  );
}
