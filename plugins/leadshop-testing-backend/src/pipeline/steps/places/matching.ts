import { z } from 'zod';
import { Place } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { AssessableLead } from '../lead/normalise';
import { parseWebsite, registrableDomain } from '../lead/website';

/** How sure a place is the lead. */
export const MATCH_FORMULA =
  "confidence = (0.5 x name + 0.3 x site + 0.2 x place) / (weights of what is known); name: Dice coefficient of the words without legal forms; site: same registrable domain; place: share of the location's words in the address. A match has confidence >= 0.6 and name >= 0.4.";
const WEIGHTS = { name: 0.5, site: 0.3, place: 0.2 } as const;
/** Least confidence of a match. */
export const MATCH_THRESHOLD = 0.6;
const LEAST_NAME = 0.4;

/** The three signs that a place is the lead; null: not known. */
export const placeSignsSchema = z.object({
  name: z.number().min(0).max(1),
  site: z.number().min(0).max(1).nullable(),
  place: z.number().min(0).max(1).nullable(),
});
/** The three signs that a place is the lead. */
export type PlaceSigns = z.infer<typeof placeSignsSchema>;

const LEGAL_FORMS = new Set(
  'inc incorporated llc llp lp ltd limited co corp corporation company plc pllc pc gmbh ag sa sarl bv the and'.split(
    ' ',
  ),
);

/** Words of a name or an address, in lower case without accents. */
export function words(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function significant(name: string): Set<string> {
  const all = words(name);
  const kept = all.filter(word => !LEGAL_FORMS.has(word));
  return new Set(kept.length > 0 ? kept : all);
}

/**
 * How alike two names are, from 0 to 1: Dice coefficient of their words,
 * legal forms left out (https://en.wikipedia.org/wiki/Dice-S%C3%B8rensen_coefficient).
 */
export function nameSimilarity(a: string, b: string): number {
  const left = significant(a);
  const right = significant(b);
  if (left.size + right.size === 0) return 0;
  const shared = [...left].filter(word => right.has(word)).length;
  return (2 * shared) / (left.size + right.size);
}

function siteSign(lead: AssessableLead, place: Place): number | null {
  const ours = parseWebsite(lead.website_url).registrable_domain;
  const theirs = registrableDomain(place.website);
  if (ours === null || theirs === null) return null;
  return ours === theirs ? 1 : 0;
}

function placeSign(lead: AssessableLead, place: Place): number | null {
  if (!lead.location || !place.address) return null;
  const location = [...new Set(words(lead.location))];
  if (location.length === 0) return null;
  const address = new Set(words(place.address));
  return location.filter(word => address.has(word)).length / location.length;
}

/** A place held against the lead. */
export interface PlaceMatch {
  place: Place;
  signs: PlaceSigns;
  confidence: number;
  matched: boolean;
}

const round = (value: number) => Math.round(value * 1000) / 1000;

/** Holds a place against the lead. */
export function matchPlace(lead: AssessableLead, place: Place): PlaceMatch {
  const signs: PlaceSigns = {
    name: round(nameSimilarity(lead.business_name, place.name)),
    site: siteSign(lead, place),
    place: placeSign(lead, place),
  };
  let weight = 0;
  let sum = 0;
  for (const sign of ['name', 'site', 'place'] as const) {
    const value = signs[sign];
    if (value === null) continue;
    weight += WEIGHTS[sign];
    sum += WEIGHTS[sign] * value;
  }
  const confidence = round(sum / weight);
  return {
    place,
    signs: {
      ...signs,
      place: signs.place === null ? null : round(signs.place),
    },
    confidence,
    matched: confidence >= MATCH_THRESHOLD && signs.name >= LEAST_NAME,
  };
}

/** All places held against the lead, the likeliest first. */
export function rankPlaces(
  lead: AssessableLead,
  places: readonly Place[],
): PlaceMatch[] {
  return places
    .map(place => matchPlace(lead, place))
    .sort((a, b) => b.confidence - a.confidence);
}

const COMPLETENESS_CHECKS: readonly {
  item: string;
  has: (place: Place) => boolean;
}[] = [
  { item: 'address', has: p => Boolean(p.address) },
  { item: 'phone', has: p => Boolean(p.phone) },
  { item: 'website', has: p => Boolean(p.website) },
  { item: 'opening_hours', has: p => p.opening_hours.length > 0 },
  { item: 'photos', has: p => p.has_photos },
  { item: 'category', has: p => p.types.length > 0 },
  { item: 'rating', has: p => p.rating !== null },
  { item: 'five_reviews', has: p => p.review_count >= 5 },
  { item: 'operational', has: p => p.business_status === 'OPERATIONAL' },
];

/** Share of what a complete profile has, 0 to 100, and what is not there. */
export function profileCompleteness(place: Place): {
  score: number;
  missing: string[];
} {
  const missing = COMPLETENESS_CHECKS.filter(c => !c.has(place)).map(
    c => c.item,
  );
  const total = COMPLETENESS_CHECKS.length;
  return {
    score: Math.round((100 * (total - missing.length)) / total),
    missing,
  };
}
