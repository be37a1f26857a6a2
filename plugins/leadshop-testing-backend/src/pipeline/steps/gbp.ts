import { z } from 'zod';
import {
  PipelineStep,
  Place,
  Providers,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { defineStep } from './definition';
import { sourceSchema } from './evidence';
import { sourceOf, warnIfStale } from './failure';
import { leadOfTest } from './lead/ofTest';
import { placeQuery } from './lead/plan';
import {
  MATCH_FORMULA,
  MATCH_THRESHOLD,
  PlaceMatch,
  placeSignsSchema,
  profileCompleteness,
  rankPlaces,
} from './places/matching';

/** The business profile that is the lead's. */
export const matchedPlaceSchema = z.object({
  id: z.string(),
  name: z.string(),
  address: z.string().nullable(),
  website: z.string().nullable(),
  rating: z.number().min(0).max(5).nullable(),
  review_count: z.int().min(0),
  business_status: z.string().nullable(),
  types: z.array(z.string()),
  opening_hours: z.array(z.string()),
  has_photos: z.boolean(),
  has_phone: z.boolean(),
});
/** Evidence of step 6. */
export const gbpDetailsSchema = z.object({
  query: z.string(),
  matched: z.boolean(),
  place: matchedPlaceSchema.nullable(),
  confidence: z.number().min(0).max(1).nullable(),
  signs: placeSignsSchema.nullable(),
  formula: z.string(),
  threshold: z.number(),
  /** 0 to 100; null without a match. */
  completeness: z.number().min(0).max(100).nullable(),
  missing: z.array(z.string()),
  candidates: z.array(
    z.object({
      name: z.string(),
      confidence: z.number(),
      signs: placeSignsSchema,
    }),
  ),
  source: sourceSchema,
});
/** Evidence of step 6. */
export type GbpDetails = z.infer<typeof gbpDetailsSchema>;

const CANDIDATES_KEPT = 5;

function kept(place: Place) {
  return {
    id: place.id,
    name: place.name,
    address: place.address,
    website: place.website,
    rating: place.rating,
    review_count: place.review_count,
    business_status: place.business_status,
    types: [...place.types],
    opening_hours: [...place.opening_hours],
    has_photos: place.has_photos,
    has_phone: place.phone !== null,
  };
}

function candidate({ place, confidence, signs }: PlaceMatch) {
  return { name: place.name, confidence, signs };
}

/** Step 6: the lead's Google business profile, when there is one. */
export function gbpStep({ places }: Pick<Providers, 'places'>): PipelineStep {
  return defineStep('gbp_integration', {
    dependsOn: ['assessment_orchestrator'],
    timeoutMs: 45_000,
    attempts: 3,
    async run(context, learnt) {
      const lead = leadOfTest(context);
      const query = placeQuery(lead);
      learnt.details.query = query;
      const answer = await places.searchText(query, {
        signal: context.signal,
      });
      warnIfStale(context, 'Google Places', answer);
      const ranked = rankPlaces(lead, answer.places);
      const best = ranked.at(0);
      const match = best?.matched ? best : undefined;
      const completeness = match && profileCompleteness(match.place);
      const details: GbpDetails = {
        query,
        matched: match !== undefined,
        place: match ? kept(match.place) : null,
        confidence: best?.confidence ?? null,
        signs: best?.signs ?? null,
        formula: MATCH_FORMULA,
        threshold: MATCH_THRESHOLD,
        completeness: completeness?.score ?? null,
        missing: completeness?.missing ?? [],
        candidates: ranked.slice(0, CANDIDATES_KEPT).map(candidate),
        source: sourceOf(answer),
      };
      return {
        details,
        personal:
          match && match.place.phone !== null
            ? { place_phone: match.place.phone }
            : undefined,
        provider_mode: answer.mode,
      };
    },
  });
}
