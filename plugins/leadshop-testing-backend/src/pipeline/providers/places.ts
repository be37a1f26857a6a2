import { JsonObject } from '@backstage/types';
import { z } from 'zod';
import {
  CallOptions,
  Place,
  PlacesProvider,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { ProvidersConfig } from '../../config';
import { AnswerCache, AnswerCodec } from './answerCache';
import { readJson, VendorClient } from './vendorClient';

/** Google bills by the fields that are asked for; these are the ones used. */
const FIELD_MASK = [
  'id',
  'displayName',
  'formattedAddress',
  'websiteUri',
  'nationalPhoneNumber',
  'internationalPhoneNumber',
  'rating',
  'userRatingCount',
  'businessStatus',
  'types',
  'regularOpeningHours.weekdayDescriptions',
  'photos.name',
]
  .map(field => `places.${field}`)
  .join(',');
const PAGE_SIZE = 5;

const placeSchema = z
  .object({
    id: z.string(),
    displayName: z.object({ text: z.string() }),
    formattedAddress: z.string().optional(),
    websiteUri: z.string().optional(),
    nationalPhoneNumber: z.string().optional(),
    internationalPhoneNumber: z.string().optional(),
    rating: z.number().min(0).max(5).optional(),
    userRatingCount: z.number().int().min(0).default(0),
    businessStatus: z.string().optional(),
    types: z.array(z.string()).default([]),
    regularOpeningHours: z
      .object({ weekdayDescriptions: z.array(z.string()).default([]) })
      .optional(),
    photos: z.array(z.object({ name: z.string() })).default([]),
  })
  .transform(
    (place): Place => ({
      id: place.id,
      name: place.displayName.text,
      address: place.formattedAddress ?? null,
      website: place.websiteUri ?? null,
      phone:
        place.internationalPhoneNumber ?? place.nationalPhoneNumber ?? null,
      rating: place.rating ?? null,
      review_count: place.userRatingCount,
      business_status: place.businessStatus ?? null,
      types: place.types,
      opening_hours: place.regularOpeningHours?.weekdayDescriptions ?? [],
      has_photos: place.photos.length > 0,
    }),
  );
/** Nothing found is an empty object. */
const answerSchema = z.object({ places: z.array(placeSchema).default([]) });

/** What a search for ids alone answers. */
const idsSchema = z.object({
  places: z.array(z.object({ id: z.string() })).default([]),
});

type Found = { places: Place[] };
const codec: AnswerCodec<Found> = {
  encode: found => ({ places: found.places as unknown as JsonObject[] }),
  decode: stored => stored as unknown as Found,
};

/** Google Places API (New), Text Search. */
export class GooglePlaces implements PlacesProvider {
  readonly #settings: ProvidersConfig['places'];
  readonly #client: VendorClient;
  readonly #cache: AnswerCache;

  constructor(
    settings: ProvidersConfig['places'],
    client: VendorClient,
    cache: AnswerCache,
  ) {
    this.#settings = settings;
    this.#client = client;
    this.#cache = cache;
  }

  /** A search for ids alone is not billed. */
  check(options: CallOptions): Promise<void> {
    return this.#client.look(
      {
        method: 'POST',
        url: `${this.#settings.baseUrl}/places:searchText`,
        headers: {
          'x-goog-api-key': this.#settings.apiKey,
          'x-goog-fieldmask': 'places.id',
        },
        json: { textQuery: 'post office', pageSize: 1 },
      },
      options,
      ({ body }) => readJson(body, idsSchema),
    );
  }

  searchText(query: string, options: CallOptions) {
    return this.#cache.answer(
      [query],
      codec,
      () =>
        this.#client.send(
          {
            method: 'POST',
            url: `${this.#settings.baseUrl}/places:searchText`,
            headers: {
              'x-goog-api-key': this.#settings.apiKey,
              'x-goog-fieldmask': FIELD_MASK,
            },
            json: { textQuery: query, pageSize: PAGE_SIZE },
          },
          options,
          ({ body }) => readJson(body, answerSchema),
        ),
      options,
    );
  }
}
