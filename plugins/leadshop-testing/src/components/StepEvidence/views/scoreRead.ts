import type { Details } from '../Details';
import { readSubject } from '../parts/Subject';

/** The parts of a score. */
export const SCORE_PARTS = [
  'page_experience',
  'security',
  'local_presence',
  'search_visibility',
  'visual_quality',
] as const;
/** The name of a part of a score. */
export type ScorePart = (typeof SCORE_PARTS)[number];

function readImpact(details: Details) {
  const impact = details.part('revenue_impact');
  const amount = impact?.number('amount');
  impact?.text('per');
  return impact && amount !== undefined
    ? {
        amount,
        currency: impact.text('currency') ?? null,
        formula: impact.text('formula'),
        revenue: impact.number('annual_revenue'),
        ofLead: impact.text('annual_revenue_from') === 'lead',
        onlineShare: impact.number('online_share'),
        uplift: impact.number('full_uplift'),
        assumptions: impact.texts('assumptions') ?? [],
      }
    : undefined;
}

/** What step 10 stored. */
export function readScore(details: Details) {
  const reasons = new Map(
    (details.list('missing_reasons') ?? []).map(one => [
      one.text('part') ?? '–',
      one.text('reason'),
    ]),
  );
  const missing = new Set([
    ...(details.texts('missing') ?? []),
    ...reasons.keys(),
  ]);
  return {
    subject: readSubject(details),
    score: details.number('score'),
    tier: details.text('tier'),
    formula: details.text('formula'),
    parts: (details.list('contributions') ?? []).map(one => ({
      part: one.text('part') ?? '–',
      value: one.number('value') ?? 0,
      weight: one.number('weight') ?? 0,
      effective: one.number('effective_weight') ?? 0,
      points: one.number('contribution') ?? 0,
      formula: one.text('formula'),
    })),
    missing: [...missing].map(part => ({ part, reason: reasons.get(part) })),
    tiers: (details.list('tiers') ?? []).map(one => ({
      tier: one.text('tier') ?? '–',
      from: one.number('from') ?? 0,
      meaning: one.text('meaning'),
    })),
    golden: (details.list('golden_cases') ?? []).map(one => ({
      name: one.text('name') ?? '–',
      expected: one.number('expected_score'),
      score: one.number('score'),
      expectedImpact: one.number('expected_impact'),
      impact: one.number('impact'),
      right: one.flag('right') ?? false,
    })),
    impact: readImpact(details),
  };
}

/** What step 10 stored. */
export type ScoreFound = ReturnType<typeof readScore>;
