import { z } from 'zod';
import { naicsSector } from '../lead/naics';

/** What a better presence may bring in a year, and what that rests on. */
export const revenueImpactSchema = z.object({
  amount: z.number().min(0),
  currency: z.literal('USD'),
  per: z.literal('year'),
  formula: z.string(),
  annual_revenue: z.number().min(0),
  annual_revenue_from: z.enum(['lead', 'assumption']),
  online_share: z.number().min(0).max(1),
  full_uplift: z.number().min(0).max(1),
  assumptions: z.array(z.string()),
});
/** What a better presence may bring in a year. */
export type RevenueImpact = z.infer<typeof revenueImpactSchema>;

/** The estimate in words, kept beside it. */
export const IMPACT_FORMULA =
  'impact = annual revenue x online share x full uplift x (100 - score) / 100; whole US dollars a year';

/** Revenue that presence could add to the online share, from score 0 to 100. */
export const FULL_UPLIFT = 0.2;

interface SectorAssumption {
  /** In US dollars. */
  annual_revenue: number;
  /** Share of revenue that begins with somebody looking on the web. */
  online_share: number;
}
const ANY_SECTOR: SectorAssumption = {
  annual_revenue: 750_000,
  online_share: 0.25,
};
/**
 * Working assumptions by NAICS sector, not statistics: every result that uses
 * one says so.
 */
const SECTORS: Readonly<Record<string, SectorAssumption>> = {
  Construction: { annual_revenue: 1_200_000, online_share: 0.25 },
  'Retail Trade': { annual_revenue: 1_500_000, online_share: 0.35 },
  Information: { annual_revenue: 1_500_000, online_share: 0.5 },
  'Finance and Insurance': { annual_revenue: 1_000_000, online_share: 0.3 },
  'Real Estate and Rental and Leasing': {
    annual_revenue: 800_000,
    online_share: 0.4,
  },
  'Professional, Scientific, and Technical Services': {
    annual_revenue: 900_000,
    online_share: 0.3,
  },
  'Health Care and Social Assistance': {
    annual_revenue: 1_000_000,
    online_share: 0.35,
  },
  'Accommodation and Food Services': {
    annual_revenue: 800_000,
    online_share: 0.4,
  },
  'Other Services': { annual_revenue: 500_000, online_share: 0.35 },
};

/** Estimates what a better presence may bring; see {@link IMPACT_FORMULA}. */
export function estimateRevenueImpact(input: {
  score: number;
  annual_revenue: number | null;
  naics_code: string | null;
}): RevenueImpact {
  const sector = input.naics_code ? naicsSector(input.naics_code) : undefined;
  const assumed = (sector && SECTORS[sector]) || ANY_SECTOR;
  const basis = sector && SECTORS[sector] ? `sector ${sector}` : 'any sector';
  const known = input.annual_revenue !== null;
  const revenue = input.annual_revenue ?? assumed.annual_revenue;
  const gap = (100 - input.score) / 100;
  return {
    amount: Math.round(revenue * assumed.online_share * FULL_UPLIFT * gap),
    currency: 'USD',
    per: 'year',
    formula: IMPACT_FORMULA,
    annual_revenue: revenue,
    annual_revenue_from: known ? 'lead' : 'assumption',
    online_share: assumed.online_share,
    full_uplift: FULL_UPLIFT,
    assumptions: [
      known
        ? 'The annual revenue is the one that the lead gives, read as US dollars'
        : `The lead gives no annual revenue; ${assumed.annual_revenue} US dollars are assumed for ${basis}`,
      `${Math.round(
        assumed.online_share * 100,
      )} percent of the revenue is assumed to begin on the web (${basis})`,
      `Going from score 0 to 100 is assumed to add ${
        FULL_UPLIFT * 100
      } percent to that share, in proportion in between`,
    ],
  };
}
