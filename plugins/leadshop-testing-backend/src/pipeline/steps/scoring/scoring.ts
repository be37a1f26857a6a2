/*
 * LeadShop's score: how good a business looks on the web, 0 to 100, and what
 * it may lose by not looking better. Pure: the same inputs give the same score,
 * and the golden cases beside this file prove it on every test.
 *
 * Each part is 0 to 100. A part that is missing gives its weight to the others
 * in proportion, so that the weights of what is there add up to 1.
 */
import { z } from 'zod';

const percent = z.number().min(0).max(100);
const count = z.number().min(0);

/** What the score is made from; null: the assessment gave nothing. */
export const scoreInputsSchema = z.object({
  page_experience: z
    .object({
      mobile_performance: percent,
      desktop_performance: percent,
      accessibility: percent,
      best_practices: percent,
      seo: percent,
    })
    .nullable(),
  security: z.object({ score: percent }).nullable(),
  local_presence: z
    .object({
      matched: z.boolean(),
      rating: z.number().min(0).max(5).nullable(),
      review_count: count,
      completeness: percent,
    })
    .nullable(),
  search_visibility: z
    .object({ organic_keywords: count, organic_traffic: count })
    .nullable(),
  visual_quality: z.object({ overall: z.number().min(0).max(10) }).nullable(),
});
/** What the score is made from. */
export type ScoreInputs = z.infer<typeof scoreInputsSchema>;
/** The name of a part of the score. */
export type ScorePart = keyof ScoreInputs;

/** Weight of each part when all are there; they add up to 1. */
export const WEIGHTS: Readonly<Record<ScorePart, number>> = {
  page_experience: 0.25,
  security: 0.2,
  local_presence: 0.2,
  search_visibility: 0.15,
  visual_quality: 0.2,
};
/** Fewer parts than this are no basis for a score. */
export const LEAST_PARTS = 3;

/** How each part is worked out, kept beside the score. */
export const PART_FORMULAS: Readonly<Record<ScorePart, string>> = {
  page_experience:
    '0.42 x mobile performance + 0.28 x desktop performance + 0.1 x accessibility + 0.1 x best practices + 0.1 x seo',
  security: 'security score of the scraper',
  local_presence:
    '0 without a profile; else 50 x rating / 5 + 20 x min(1, log10(1 + reviews) / log10(201)) + 0.3 x completeness',
  search_visibility:
    '60 x min(1, log10(1 + monthly visits) / 5) + 40 x min(1, log10(1 + keywords) / 4)',
  visual_quality: '10 x mean of the rubric',
};
/** How the score is worked out. */
export const SCORE_FORMULA =
  'score = sum of weight x part over the parts that are there, divided by the sum of their weights; rounded to one decimal';

/** Tiers by least score, best first. */
export const TIERS = [
  { tier: 'A', from: 80, meaning: 'strong presence' },
  { tier: 'B', from: 60, meaning: 'good presence with gaps' },
  { tier: 'C', from: 40, meaning: 'weak presence' },
  { tier: 'D', from: 0, meaning: 'hardly any presence' },
] as const;
/** A tier. */
export type Tier = (typeof TIERS)[number]['tier'];

/** A part of the score and what it adds. */
export const contributionSchema = z.object({
  part: z.enum([
    'page_experience',
    'security',
    'local_presence',
    'search_visibility',
    'visual_quality',
  ]),
  value: percent,
  weight: z.number().min(0).max(1),
  /** Weight after the missing parts gave theirs away. */
  effective_weight: z.number().min(0).max(1),
  contribution: percent,
  formula: z.string(),
});
/** A score and how it came about. */
export const scoreSchema = z.object({
  score: percent,
  tier: z.enum(['A', 'B', 'C', 'D']),
  contributions: z.array(contributionSchema),
  missing: z.array(contributionSchema.shape.part),
});
/** A score and how it came about. */
export type Score = z.infer<typeof scoreSchema>;

const round = (value: number, digits: number) =>
  Math.round((value + Number.EPSILON) * 10 ** digits) / 10 ** digits;
const share = (value: number, full: number) =>
  Math.min(1, Math.log10(1 + value) / full);

/** The parts of the score, 0 to 100 each; null: missing. */
export function partValues(
  inputs: ScoreInputs,
): Record<ScorePart, number | null> {
  const {
    page_experience: page,
    local_presence: local,
    search_visibility: search,
  } = inputs;
  const presence = () => {
    if (!local) return null;
    if (!local.matched) return 0;
    return (
      50 * ((local.rating ?? 0) / 5) +
      20 * share(local.review_count, Math.log10(201)) +
      0.3 * local.completeness
    );
  };
  return {
    page_experience:
      page &&
      0.42 * page.mobile_performance +
        0.28 * page.desktop_performance +
        0.1 * page.accessibility +
        0.1 * page.best_practices +
        0.1 * page.seo,
    security: inputs.security && inputs.security.score,
    local_presence: presence(),
    search_visibility:
      search &&
      60 * share(search.organic_traffic, 5) +
        40 * share(search.organic_keywords, 4),
    visual_quality: inputs.visual_quality && 10 * inputs.visual_quality.overall,
  };
}

/** The tier of a score. */
export function tierOf(score: number): Tier {
  return TIERS.find(t => score >= t.from)?.tier ?? 'D';
}

/**
 * Works out the score.
 *
 * @throws RangeError when fewer than {@link LEAST_PARTS} parts are there.
 */
export function calculateScore(inputs: ScoreInputs): Score {
  const values = partValues(inputs);
  const parts = Object.keys(WEIGHTS) as ScorePart[];
  const missing = parts.filter(part => values[part] === null);
  const present = parts.length - missing.length;
  if (present < LEAST_PARTS) {
    throw new RangeError(
      `A score needs at least ${LEAST_PARTS} of ${parts.length} assessments, and only ${present} gave a result`,
    );
  }
  const total = parts
    .filter(part => !missing.includes(part))
    .reduce((sum, part) => sum + WEIGHTS[part], 0);
  let sum = 0;
  const contributions = parts.flatMap(part => {
    const value = values[part];
    if (value === null) return [];
    const weight = WEIGHTS[part] / total;
    sum += weight * value;
    return {
      part,
      value: round(value, 2),
      weight: WEIGHTS[part],
      effective_weight: round(weight, 4),
      contribution: round(weight * value, 2),
      formula: PART_FORMULAS[part],
    };
  });
  const score = Math.min(100, Math.max(0, round(sum, 1)));
  return { score, tier: tierOf(score), contributions, missing };
}
