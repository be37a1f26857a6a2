import fc from 'fast-check';
import {
  referenceCalculator,
  requireRight,
  runGoldenCases,
} from './calculator';
import { GOLDEN_CASES } from './goldenCases';
import { estimateRevenueImpact, FULL_UPLIFT } from './revenueImpact';
import {
  calculateScore,
  partValues,
  ScoreInputs,
  ScorePart,
  scoreSchema,
  tierOf,
  TIERS,
  WEIGHTS,
} from './scoring';

const percent = fc.double({ min: 0, max: 100, noNaN: true });
const count = fc.nat(10_000_000);
const inputs: fc.Arbitrary<ScoreInputs> = fc.record({
  page_experience: fc.option(
    fc.record({
      mobile_performance: percent,
      desktop_performance: percent,
      accessibility: percent,
      best_practices: percent,
      seo: percent,
    }),
  ),
  security: fc.option(fc.record({ score: percent })),
  local_presence: fc.option(
    fc.record({
      matched: fc.boolean(),
      rating: fc.option(fc.double({ min: 0, max: 5, noNaN: true })),
      review_count: count,
      completeness: percent,
    }),
  ),
  search_visibility: fc.option(
    fc.record({ organic_keywords: count, organic_traffic: count }),
  ),
  visual_quality: fc.option(
    fc.record({ overall: fc.double({ min: 0, max: 10, noNaN: true }) }),
  ),
});
const present = (given: ScoreInputs) =>
  Object.values(given).filter(part => part !== null).length;
const enough = inputs.filter(given => present(given) >= 3);

describe('calculateScore', () => {
  it('stays within its range and shape, whatever comes in', () => {
    fc.assert(
      fc.property(enough, given => {
        const score = calculateScore(given);
        expect(() => scoreSchema.parse(score)).not.toThrow();
        expect(score.tier).toBe(tierOf(score.score));
      }),
    );
  });

  it('is the sum of its contributions, and weights add up to 1', () => {
    fc.assert(
      fc.property(enough, given => {
        const { score, contributions, missing } = calculateScore(given);
        const sum = (of: 'contribution' | 'effective_weight') =>
          contributions.reduce((total, c) => total + c[of], 0);
        expect(Math.abs(sum('contribution') - score)).toBeLessThan(0.1);
        expect(sum('effective_weight')).toBeCloseTo(1, 3);
        expect(contributions.length + missing.length).toBe(5);
      }),
    );
  });

  it('never falls when a part gets better', () => {
    fc.assert(
      fc.property(
        enough.filter(given => given.security !== null),
        percent,
        (given, better) => {
          const before = given.security!.score;
          const improved = {
            ...given,
            security: { score: Math.max(before, better) },
          };
          expect(calculateScore(improved).score).toBeGreaterThanOrEqual(
            calculateScore(given).score,
          );
        },
      ),
    );
  });

  it('lies between the worst and the best part', () => {
    fc.assert(
      fc.property(enough, given => {
        const values = Object.values(partValues(given)).filter(
          value => value !== null,
        );
        const { score } = calculateScore(given);
        expect(score).toBeGreaterThanOrEqual(Math.min(...values) - 0.05);
        expect(score).toBeLessThanOrEqual(Math.max(...values) + 0.05);
      }),
    );
  });

  it('keeps the proportions of the weights when parts are missing', () => {
    const { contributions, missing } = calculateScore({
      ...GOLDEN_CASES[2].inputs,
      search_visibility: null,
    });
    expect(missing).toEqual(['search_visibility']);
    for (const { part, effective_weight } of contributions) {
      expect(effective_weight).toBeCloseTo(WEIGHTS[part] / 0.85, 4);
    }
  });

  it('refuses to make a score from fewer than three parts', () => {
    fc.assert(
      fc.property(
        inputs.filter(given => present(given) < 3),
        given => {
          expect(() => calculateScore(given)).toThrow(RangeError);
        },
      ),
    );
  });

  it('has weights that add up to 1 and tiers that begin where they say', () => {
    const total = (Object.keys(WEIGHTS) as ScorePart[]).reduce(
      (sum, part) => sum + WEIGHTS[part],
      0,
    );
    expect(total).toBeCloseTo(1);
    for (const { tier, from } of TIERS) expect(tierOf(from)).toBe(tier);
    expect(tierOf(79.9)).toBe('B');
    expect(tierOf(39.9)).toBe('D');
  });
});

describe('estimateRevenueImpact', () => {
  const estimate = (score: number, annual_revenue: number | null) =>
    estimateRevenueImpact({ score, annual_revenue, naics_code: '621210' });

  it('is nothing at 100 and never more than the full uplift', () => {
    fc.assert(
      fc.property(percent, fc.nat(1e9), (score, revenue) => {
        const { amount } = estimate(score, revenue);
        expect(amount).toBeGreaterThanOrEqual(0);
        expect(amount).toBeLessThanOrEqual(revenue * FULL_UPLIFT + 1);
      }),
    );
    expect(estimate(100, 1e6).amount).toBe(0);
  });

  it('falls as the score rises and grows with the revenue', () => {
    fc.assert(
      fc.property(percent, percent, fc.nat(1e9), (a, b, revenue) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(estimate(high, revenue).amount).toBeLessThanOrEqual(
          estimate(low, revenue).amount,
        );
        expect(estimate(low, revenue + 1e6).amount).toBeGreaterThanOrEqual(
          estimate(low, revenue).amount,
        );
      }),
    );
  });

  it('names what it assumes when the lead gives no revenue', () => {
    expect(estimate(50, 500_000)).toMatchObject({
      annual_revenue: 500_000,
      annual_revenue_from: 'lead',
    });
    const assumed = estimate(50, null);
    expect(assumed.annual_revenue_from).toBe('assumption');
    expect(assumed.assumptions[0]).toContain('1000000 US dollars are assumed');
    expect(assumed.assumptions[0]).toContain('Health Care');
  });

  it('takes a revenue of 0 as known', () => {
    expect(estimate(0, 0)).toMatchObject({
      amount: 0,
      annual_revenue_from: 'lead',
    });
  });

  it('falls back to any sector for codes without an assumption', () => {
    const { assumptions } = estimateRevenueImpact({
      score: 0,
      annual_revenue: null,
      naics_code: '92',
    });
    expect(assumptions[0]).toContain('any sector');
  });
});

describe('golden cases', () => {
  it('come out right', async () => {
    const results = await runGoldenCases(referenceCalculator);
    expect(results.filter(r => !r.right)).toEqual([]);
    expect(() => requireRight(results)).not.toThrow();
  });

  it.each([
    ['a wrong weight', 1.02, 1],
    ['a wrong impact', 1, 1.02],
  ])('catch %s', async (_, scoreFactor, impactFactor) => {
    const results = await runGoldenCases(input => {
      const answer = referenceCalculator(input);
      return {
        ...answer,
        score: Math.min(100, answer.score * scoreFactor),
        revenue_impact: {
          ...answer.revenue_impact,
          amount: answer.revenue_impact.amount * impactFactor,
        },
      };
    });
    expect(() => requireRight(results)).toThrow(
      expect.objectContaining({ fault: 'leadshop' }),
    );
  });
});
