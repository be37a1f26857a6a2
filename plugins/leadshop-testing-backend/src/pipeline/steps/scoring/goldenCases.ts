import { Score, ScoreInputs } from './scoring';

/** Inputs whose score was worked out by hand. */
export interface GoldenCase {
  name: string;
  inputs: ScoreInputs;
  annual_revenue: number | null;
  naics_code: string | null;
  score: number;
  tier: Score['tier'];
  revenue_impact: number;
}

/** Largest difference of a score that still counts as right. */
export const SCORE_TOLERANCE = 0.1;
/** Largest relative difference of an impact that still counts as right. */
export const IMPACT_TOLERANCE = 0.005;

const perfectPage = {
  mobile_performance: 100,
  desktop_performance: 100,
  accessibility: 100,
  best_practices: 100,
  seo: 100,
};

/** Run on every test: the ends, the middle, a missing part, no profile. */
export const GOLDEN_CASES: readonly GoldenCase[] = [
  {
    name: 'everything perfect',
    inputs: {
      page_experience: perfectPage,
      security: { score: 100 },
      local_presence: {
        matched: true,
        rating: 5,
        review_count: 200,
        completeness: 100,
      },
      search_visibility: { organic_keywords: 9999, organic_traffic: 99_999 },
      visual_quality: { overall: 10 },
    },
    annual_revenue: 1_000_000,
    naics_code: '621210',
    score: 100,
    tier: 'A',
    revenue_impact: 0,
  },
  {
    name: 'nothing at all',
    inputs: {
      page_experience: {
        mobile_performance: 0,
        desktop_performance: 0,
        accessibility: 0,
        best_practices: 0,
        seo: 0,
      },
      security: { score: 0 },
      local_presence: {
        matched: false,
        rating: null,
        review_count: 0,
        completeness: 0,
      },
      search_visibility: { organic_keywords: 0, organic_traffic: 0 },
      visual_quality: { overall: 0 },
    },
    annual_revenue: 1_000_000,
    naics_code: '621210',
    score: 0,
    tier: 'D',
    // 1,000,000 x 0.35 x 0.2
    revenue_impact: 70_000,
  },
  {
    name: 'a middling business',
    inputs: {
      // 0.42 x 50 + 0.28 x 75 + 0.1 x (80 + 90 + 70) = 66
      page_experience: {
        mobile_performance: 50,
        desktop_performance: 75,
        accessibility: 80,
        best_practices: 90,
        seo: 70,
      },
      security: { score: 60 },
      // 50 x 0.8 + 20 x 0 + 0.3 x 50 = 55
      local_presence: {
        matched: true,
        rating: 4,
        review_count: 0,
        completeness: 50,
      },
      // 60 x log10(1000) / 5 + 40 x log10(100) / 4 = 56
      search_visibility: { organic_keywords: 99, organic_traffic: 999 },
      visual_quality: { overall: 7 },
    },
    annual_revenue: null,
    naics_code: null,
    // 16.5 + 12 + 11 + 8.4 + 14
    score: 61.9,
    tier: 'B',
    // 750,000 x 0.25 x 0.2 x 0.381 = 14,287.5
    revenue_impact: 14_288,
  },
  {
    name: 'two parts missing',
    inputs: {
      page_experience: null,
      security: { score: 40 },
      local_presence: {
        matched: false,
        rating: null,
        review_count: 0,
        completeness: 0,
      },
      search_visibility: null,
      visual_quality: { overall: 8 },
    },
    annual_revenue: 2_000_000,
    naics_code: '44',
    // (0.2 x 40 + 0.2 x 0 + 0.2 x 80) / 0.6
    score: 40,
    tier: 'C',
    // 2,000,000 x 0.35 x 0.2 x 0.6
    revenue_impact: 84_000,
  },
];
