import { z } from 'zod';
import { StepContext } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { evidenceOf } from '../evidence';
import { gbpDetailsSchema } from '../gbp';
import { AssessableLead } from '../lead/normalise';
import { pagespeedDetailsSchema } from '../pagespeed';
import { ScoreCalculatorDetails } from '../scoreCalculator';
import { contributionSchema } from '../scoring/scoring';
import { revenueImpactSchema } from '../scoring/revenueImpact';
import { securityFindingSchema } from '../security/findings';
import { securityScraperDetailsSchema } from '../securityScraper';
import { semrushDetailsSchema } from '../semrush';
import { visualAnalysisDetailsSchema } from '../visualAnalysis';

const bar = z.object({
  label: z.string(),
  value: z.number(),
  maximum: z.number(),
});

/**
 * What a report says; also what a report service is given. It holds no
 * personal data.
 */
export const reportDataSchema = z.object({
  test_id: z.string(),
  business_name: z.string(),
  website_url: z.string(),
  location: z.string().nullable(),
  created_at: z.string(),
  score: z.number(),
  tier: z.string(),
  tier_meaning: z.string(),
  contributions: z.array(contributionSchema),
  missing: z.array(z.object({ part: z.string(), reason: z.string() })),
  revenue_impact: revenueImpactSchema,
  speed: z.array(bar),
  vitals: z.array(
    z.object({
      view: z.string(),
      lcp_ms: z.number(),
      cls: z.number(),
      tbt_ms: z.number(),
    }),
  ),
  opportunities: z.array(z.string()),
  security: z
    .object({ score: z.number(), findings: z.array(securityFindingSchema) })
    .nullable(),
  profile: z
    .object({
      name: z.string(),
      rating: z.number().nullable(),
      review_count: z.number(),
      completeness: z.number().nullable(),
      missing: z.array(z.string()),
    })
    .nullable(),
  search: z
    .object({
      domain: z.string(),
      organic_keywords: z.number(),
      organic_traffic: z.number(),
      date: z.string().nullable(),
    })
    .nullable(),
  visual: z.array(bar.extend({ reason: z.string() })),
});
/** What a report says. */
export type ReportData = z.infer<typeof reportDataSchema>;

const SCORE_LABELS = {
  performance: 'Speed',
  accessibility: 'Accessibility',
  best_practices: 'Best practices',
  seo: 'Search engine readiness',
} as const;

/** "calls_to_action" as "Calls to action". */
export function inWords(name: string): string {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function speedOf(context: StepContext) {
  const { details } = evidenceOf(
    context,
    'pagespeed_integration',
    pagespeedDetailsSchema,
  );
  if (!details) return { speed: [], vitals: [], opportunities: [] };
  const views = ['mobile', 'desktop'] as const;
  return {
    speed: views.flatMap(view =>
      (Object.keys(SCORE_LABELS) as (keyof typeof SCORE_LABELS)[]).map(
        name => ({
          label: `${SCORE_LABELS[name]}, ${view}`,
          value: details[view].scores[name],
          maximum: 100,
        }),
      ),
    ),
    vitals: views.map(view => ({
      view,
      lcp_ms: Math.round(details[view].lcp_ms),
      cls: details[view].cls,
      tbt_ms: Math.round(details[view].tbt_ms),
    })),
    opportunities: details.mobile.opportunities.map(
      o => `${o.title} (saves about ${Math.round(o.savings_ms)} ms)`,
    ),
  };
}

function profileOf(context: StepContext): ReportData['profile'] {
  const { details } = evidenceOf(context, 'gbp_integration', gbpDetailsSchema);
  if (!details?.place) return null;
  return {
    name: details.place.name,
    rating: details.place.rating,
    review_count: details.place.review_count,
    completeness: details.completeness,
    missing: details.missing,
  };
}

function searchOf(context: StepContext): ReportData['search'] {
  const { details } = evidenceOf(
    context,
    'semrush_integration',
    semrushDetailsSchema,
  );
  if (!details || details.domain === null) return null;
  return {
    domain: details.domain,
    organic_keywords: details.organic_keywords,
    organic_traffic: details.organic_traffic,
    date: details.date,
  };
}

/** Collects what the report of a test says. */
export function collectReportData(
  context: StepContext,
  lead: AssessableLead,
  score: ScoreCalculatorDetails,
): ReportData {
  const security = evidenceOf(
    context,
    'security_scraper',
    securityScraperDetailsSchema,
  ).details;
  const visual = evidenceOf(
    context,
    'llm_visual_analysis',
    visualAnalysisDetailsSchema,
  ).details;
  return {
    test_id: context.executionId,
    business_name: lead.business_name,
    website_url: lead.website_url,
    location: lead.location,
    created_at: new Date().toISOString(),
    score: score.score,
    tier: score.tier,
    tier_meaning: score.tiers.find(t => t.tier === score.tier)?.meaning ?? '',
    contributions: score.contributions,
    missing: score.missing_reasons,
    revenue_impact: score.revenue_impact,
    ...speedOf(context),
    security: security
      ? { score: security.score, findings: security.findings }
      : null,
    profile: profileOf(context),
    search: searchOf(context),
    visual: Object.entries(visual?.rubric ?? {}).map(([name, judged]) => ({
      label: inWords(name),
      value: judged.score,
      maximum: 10,
      reason: judged.reason,
    })),
  };
}
