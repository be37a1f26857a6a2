/*
 * What changed from one test to another. Both come as their reader may see them,
 * so that personal data that is hidden there cannot be told from here.
 */
import {
  Comparison,
  Difference,
  Execution,
  ExecutionSummary,
  executionSummarySchema,
  StepComparison,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  figureDifference,
  listDifference,
  scalarDifference,
  statusDifference,
} from './differences';
import { evidenceDifferences } from './evidence';

/** Figures of a whole test. */
const FIGURES = [
  'execution_time',
  'success_rate',
  'score',
  'spam_score',
] as const;

/** What a whole test says in words. */
const WORDS = [
  'test_type',
  'provider_mode',
  'failure_reason',
  'error_message',
  'tier',
] as const;

/** Compares two tests, from a to b. */
export function compareTests(a: Execution, b: Execution): Comparison {
  return {
    a: summaryOf(a),
    b: summaryOf(b),
    differences: testDifferences(a, b),
    steps: stepComparisons(a.pipeline_results, b.pipeline_results),
    personal_data_hidden: a.personal_data_hidden || b.personal_data_hidden,
  };
}

function summaryOf(test: Execution): ExecutionSummary {
  return executionSummarySchema.parse(test);
}

function testDifferences(a: Execution, b: Execution): Difference[] {
  return [
    ...statusDifference(a.status, b.status),
    ...FIGURES.flatMap(name => figureDifference([name], a[name], b[name])),
    ...WORDS.flatMap(name => scalarDifference([name], a[name], b[name])),
    ...impactDifference(a, b),
    ...evidenceDifferences(['lead_data'], a.lead_data, b.lead_data),
  ];
}

/** Dollars are not to be subtracted from euros. */
function impactDifference(a: Execution, b: Execution): Difference[] {
  const currencies = [a.revenue_currency, b.revenue_currency];
  const comparable =
    currencies[0] === currencies[1] || currencies.includes(null);
  return [
    ...figureDifference(
      ['revenue_impact'],
      a.revenue_impact,
      b.revenue_impact,
      comparable,
    ),
    ...(comparable
      ? []
      : scalarDifference(
          ['revenue_currency'],
          a.revenue_currency,
          b.revenue_currency,
        )),
  ];
}

function stepComparisons(a: StepResult[], b: StepResult[]): StepComparison[] {
  const before = new Map(a.map(step => [step.step_name, step]));
  const after = new Map(b.map(step => [step.step_name, step]));
  return [...new Map([...before, ...after]).values()]
    .sort((one, other) => one.step_number - other.step_number)
    .map(({ step_name, step_number, title, component }) => {
      const [left, right] = [before.get(step_name), after.get(step_name)];
      return {
        step_name,
        step_number,
        title,
        component,
        a: sideOf(left),
        b: sideOf(right),
        differences: left && right ? stepDifferences(left, right) : [],
      };
    });
}

function sideOf(step: StepResult | undefined): StepComparison['a'] {
  if (!step) return null;
  const { status, duration, error, kept_from } = step;
  return { status, duration, error, kept_from };
}

function stepDifferences(a: StepResult, b: StepResult): Difference[] {
  const names = (step: StepResult) => step.artifacts.map(({ name }) => name);
  return [
    ...statusDifference(a.status, b.status),
    ...figureDifference(['duration'], a.duration, b.duration),
    ...figureDifference(['attempts'], a.attempts.length, b.attempts.length),
    ...scalarDifference(['error'], a.error, b.error),
    ...scalarDifference(['fault'], a.fault, b.fault),
    ...scalarDifference(['provider_mode'], a.provider_mode, b.provider_mode),
    ...listDifference(['warnings'], a.warnings, b.warnings),
    ...listDifference(['artifacts'], names(a), names(b)),
    // What a step has not found out because it failed is told by its status
    ...evidenceDifferences(
      ['details'],
      a.details,
      b.details,
      a.status !== b.status,
    ),
  ];
}
