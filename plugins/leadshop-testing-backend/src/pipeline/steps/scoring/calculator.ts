import { z } from 'zod';
import { StepError } from '@leadshop/backstage-plugin-leadshop-testing-node';
import {
  GOLDEN_CASES,
  GoldenCase,
  IMPACT_TOLERANCE,
  SCORE_TOLERANCE,
} from './goldenCases';
import {
  estimateRevenueImpact,
  RevenueImpact,
  revenueImpactSchema,
} from './revenueImpact';
import { calculateScore, Score, ScoreInputs, scoreSchema } from './scoring';

/** What a calculator is given. */
export interface CalculatorInput {
  inputs: ScoreInputs;
  annual_revenue: number | null;
  naics_code: string | null;
}
/** What a calculator answers; also the shape that a service must answer in. */
export const calculatorAnswerSchema = scoreSchema.extend({
  revenue_impact: revenueImpactSchema,
});
/** What a calculator answers. */
export type CalculatorAnswer = Score & { revenue_impact: RevenueImpact };

/** The calculator of this plugin. Throws RangeError with too few inputs. */
export function referenceCalculator(input: CalculatorInput): CalculatorAnswer {
  const score = calculateScore(input.inputs);
  return {
    ...score,
    revenue_impact: estimateRevenueImpact({
      score: score.score,
      annual_revenue: input.annual_revenue,
      naics_code: input.naics_code,
    }),
  };
}

/** How a golden case came out. */
export const goldenResultSchema = z.object({
  name: z.string(),
  expected_score: z.number(),
  score: z.number(),
  expected_impact: z.number(),
  impact: z.number(),
  right: z.boolean(),
});
/** How a golden case came out. */
export type GoldenResult = z.infer<typeof goldenResultSchema>;

function judge(golden: GoldenCase, answer: CalculatorAnswer): GoldenResult {
  const impact = answer.revenue_impact.amount;
  const allowed = Math.max(1, golden.revenue_impact * IMPACT_TOLERANCE);
  return {
    name: golden.name,
    expected_score: golden.score,
    score: answer.score,
    expected_impact: golden.revenue_impact,
    impact,
    right:
      Math.abs(answer.score - golden.score) <= SCORE_TOLERANCE &&
      answer.tier === golden.tier &&
      Math.abs(impact - golden.revenue_impact) <= allowed,
  };
}

/** Runs the golden cases through a calculator. */
export async function runGoldenCases(
  calculate: (
    input: CalculatorInput,
  ) => CalculatorAnswer | Promise<CalculatorAnswer>,
): Promise<GoldenResult[]> {
  return Promise.all(
    GOLDEN_CASES.map(async golden => {
      const { inputs, annual_revenue, naics_code } = golden;
      return judge(
        golden,
        await calculate({ inputs, annual_revenue, naics_code }),
      );
    }),
  );
}

/** Fails the step when a golden case came out wrong. */
export function requireRight(results: GoldenResult[]): void {
  const wrong = results.filter(r => !r.right);
  if (wrong.length === 0) return;
  throw new StepError(
    `The calculator gets known cases wrong: ${wrong
      .map(r => `${r.name} (${r.score} instead of ${r.expected_score})`)
      .join(', ')}; compare its formula with the documented one`,
    { fault: 'leadshop', details: { golden_cases: results } },
  );
}
