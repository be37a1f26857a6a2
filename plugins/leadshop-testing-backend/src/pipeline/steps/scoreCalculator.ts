import { z } from 'zod';
import {
  PipelineStep,
  Providers,
  StepContext,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { defineStep } from './definition';
import { evidenceOf } from './evidence';
import { gbpDetailsSchema } from './gbp';
import { leadOfTest } from './lead/ofTest';
import { pagespeedDetailsSchema } from './pagespeed';
import {
  CalculatorAnswer,
  calculatorAnswerSchema,
  CalculatorInput,
  goldenResultSchema,
  referenceCalculator,
  requireRight,
  runGoldenCases,
} from './scoring/calculator';
import { IMPACT_TOLERANCE, SCORE_TOLERANCE } from './scoring/goldenCases';
import {
  SCORE_FORMULA,
  ScoreInputs,
  ScorePart,
  TIERS,
} from './scoring/scoring';
import { securityScraperDetailsSchema } from './securityScraper';
import { semrushDetailsSchema } from './semrush';
import {
  compareValue,
  requireAgreement,
  serviceSubject,
  subjectFields,
} from './subject';
import { visualAnalysisDetailsSchema } from './visualAnalysis';

/** Evidence of step 10. */
export const scoreCalculatorDetailsSchema = calculatorAnswerSchema.extend({
  ...subjectFields,
  formula: z.string(),
  tiers: z.array(
    z.object({ tier: z.string(), from: z.number(), meaning: z.string() }),
  ),
  /** Why each missing part is missing. */
  missing_reasons: z.array(z.object({ part: z.string(), reason: z.string() })),
  golden_cases: z.array(goldenResultSchema),
});
/** Evidence of step 10. */
export type ScoreCalculatorDetails = z.infer<
  typeof scoreCalculatorDetailsSchema
>;

interface Gathered {
  inputs: ScoreInputs;
  missing_reasons: { part: ScorePart; reason: string }[];
}

/** Collects what the assessments found out, and why the rest is missing. */
export function gatherInputs(context: StepContext): Gathered {
  const missing_reasons: Gathered['missing_reasons'] = [];
  const read = <S extends z.ZodType>(
    part: ScorePart,
    stepName: string,
    schema: S,
  ): z.output<S> | null => {
    const evidence = evidenceOf(context, stepName, schema);
    if (evidence.details !== undefined) return evidence.details;
    const reason = `${stepName}: ${evidence.missing}`;
    missing_reasons.push({ part, reason });
    return null;
  };
  const pagespeed = read(
    'page_experience',
    'pagespeed_integration',
    pagespeedDetailsSchema,
  );
  const security = read(
    'security',
    'security_scraper',
    securityScraperDetailsSchema,
  );
  const gbp = read('local_presence', 'gbp_integration', gbpDetailsSchema);
  const semrush = read(
    'search_visibility',
    'semrush_integration',
    semrushDetailsSchema,
  );
  const visual = read(
    'visual_quality',
    'llm_visual_analysis',
    visualAnalysisDetailsSchema,
  );
  if (semrush && !semrush.applies) {
    missing_reasons.push({ part: 'search_visibility', reason: semrush.reason });
  }
  const mobile = pagespeed?.mobile.scores;
  const inputs: ScoreInputs = {
    page_experience:
      pagespeed && mobile
        ? {
            mobile_performance: mobile.performance,
            desktop_performance: pagespeed.desktop.scores.performance,
            accessibility: mobile.accessibility,
            best_practices: mobile.best_practices,
            seo: mobile.seo,
          }
        : null,
    security: security && { score: security.score },
    local_presence: gbp && {
      matched: gbp.matched,
      rating: gbp.place?.rating ?? null,
      review_count: gbp.place?.review_count ?? 0,
      completeness: gbp.completeness ?? 0,
    },
    search_visibility: semrush?.applies
      ? {
          organic_keywords: semrush.organic_keywords,
          organic_traffic: semrush.organic_traffic,
        }
      : null,
    visual_quality: visual && { overall: visual.overall },
  };
  return { inputs, missing_reasons };
}

function compare(reference: CalculatorAnswer, service: CalculatorAnswer) {
  const impact = reference.revenue_impact.amount;
  return [
    compareValue('score', reference.score, service.score, SCORE_TOLERANCE),
    compareValue('tier', reference.tier, service.tier),
    compareValue(
      'revenue_impact',
      impact,
      service.revenue_impact.amount,
      Math.max(1, impact * IMPACT_TOLERANCE),
    ),
    compareValue(
      'missing',
      [...reference.missing].sort().join(', '),
      [...service.missing].sort().join(', '),
    ),
  ];
}

function scored(input: CalculatorInput): CalculatorAnswer {
  try {
    return referenceCalculator(input);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StepError(
      `${error.message}; see the failed assessments and run the test again`,
      // The failed assessments say whose fault it is; the score itself works
      { fault: 'vendor', cause: error },
    );
  }
}

/** Step 10: the score, its tier and what it may be worth. */
export function scoreCalculatorStep(providers: Providers): PipelineStep {
  return defineStep('score_calculator', {
    // The reference calculator asks nobody
    computesOnly: !providers.component('score-calculator'),
    dependsOn: [
      'pagespeed_integration',
      'security_scraper',
      'gbp_integration',
      'semrush_integration',
      'llm_visual_analysis',
    ],
    runsWhen: 'ended',
    timeoutMs: 60_000,
    attempts: 2,
    async run(context, learnt) {
      const lead = leadOfTest(context);
      const { inputs, missing_reasons } = gatherInputs(context);
      const input: CalculatorInput = {
        inputs,
        annual_revenue: lead.annual_revenue,
        naics_code: lead.naics_code,
      };
      const service = serviceSubject(
        providers,
        'score-calculator',
        calculatorAnswerSchema,
        context.signal,
      );
      const subject = service ? 'service' : 'reference';
      learnt.details = { subject, missing_reasons };
      const golden_cases = await runGoldenCases(
        service ? service.ask : referenceCalculator,
      );
      learnt.details.golden_cases = golden_cases;
      requireRight(golden_cases);

      const reference = scored(input);
      const answer = (await service?.ask(input)) ?? reference;
      const comparison = service && compare(reference, answer);
      if (service && comparison) {
        requireAgreement('score-calculator', service.mode, comparison);
      }
      missing_reasons.forEach(m =>
        context.warn(
          `The score leaves out ${m.part.replaceAll('_', ' ')}: ${m.reason}`,
        ),
      );
      const details: ScoreCalculatorDetails = {
        ...answer,
        subject,
        comparison,
        formula: SCORE_FORMULA,
        tiers: TIERS.map(tier => ({ ...tier })),
        missing_reasons,
        golden_cases,
      };
      return {
        details,
        provider_mode: service?.mode ?? null,
        figures: {
          score: answer.score,
          tier: answer.tier,
          revenue_impact: answer.revenue_impact.amount,
          revenue_currency: answer.revenue_impact.currency,
        },
      };
    },
  });
}
