import { z } from 'zod';
import { Answer, Call, json, Protocol, RefusalKind } from '../exchange';
import { FaultRule } from '../faults';
import { applyFieldMask, unknownPath } from '../fieldMask';
import { googleError, googleRefusal, keyNotAllowed } from '../google';
import { Seed } from '../seed';

/**
 * Google Places API (New): `POST /places/places:searchText`. The first place
 * found carries the name that was asked for; one query in twelve, and every
 * one with `unlisted` in it, finds nothing.
 */

const requestSchema = z.looseObject({
  textQuery: z.string().trim().min(1),
  pageSize: z.number().int().min(0).max(20).optional(),
  maxResultCount: z.number().int().min(0).max(20).optional(),
});

/** What a mask may name; below a leaf everything is given. */
const KNOWN_FIELDS = [
  'id',
  'name',
  'displayName.text',
  'displayName.languageCode',
  'formattedAddress',
  'shortFormattedAddress',
  'websiteUri',
  'googleMapsUri',
  'nationalPhoneNumber',
  'internationalPhoneNumber',
  'rating',
  'userRatingCount',
  'businessStatus',
  'primaryType',
  'types',
  'location.latitude',
  'location.longitude',
  'regularOpeningHours.openNow',
  'regularOpeningHours.weekdayDescriptions',
  'photos.name',
  'photos.widthPx',
  'photos.heightPx',
].map(field => `places.${field}`);

const STREETS = [
  'Main St',
  'Oak Ave',
  'Maple Dr',
  'Cedar Ln',
  'Market St',
  'Lake Rd',
];
const CITIES = [
  'Austin, TX',
  'Denver, CO',
  'Portland, OR',
  'Tampa, FL',
  'Columbus, OH',
];
const WEEK = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];

export class PlacesProtocol implements Protocol {
  readonly component = 'places';

  describe() {
    return { slugs: ['gbp-integration'] as const };
  }

  refuse(kind: RefusalKind, rule: FaultRule): Answer {
    return googleRefusal(kind, rule);
  }

  answer(call: Call): Answer {
    if (
      call.path.replace(/^v1\//, '') !== 'places:searchText' ||
      call.method !== 'POST'
    ) {
      return googleError(404, 'NOT_FOUND', 'Method not found.', 'notFound');
    }
    const key = call.headers['x-goog-api-key'];
    if (!key) {
      return googleError(
        403,
        'PERMISSION_DENIED',
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
        'forbidden',
      );
    }
    if (key === 'invalid') return keyNotAllowed();
    const mask = String(call.headers['x-goog-fieldmask'] ?? '')
      .split(',')
      .map(path => path.trim())
      .filter(Boolean);
    if (mask.length === 0) {
      return invalid(
        'FieldMask is a required parameter. See https://cloud.google.com/apis/docs/system-parameters on how to provide it.',
      );
    }
    const unknown = unknownPath(mask, KNOWN_FIELDS);
    if (unknown) {
      return invalid(
        `Error expanding 'fields' parameter. Cannot find matching fields for path '${unknown}'.`,
      );
    }
    const request = readRequest(call.body);
    if (!request) {
      return invalid('Request must contain a non-empty text_query.');
    }
    const most = request.pageSize || request.maxResultCount || 20;
    const places = search(request.textQuery).slice(0, most);
    return json(200, applyFieldMask(places.length ? { places } : {}, mask));
  }
}

function invalid(message: string): Answer {
  return googleError(400, 'INVALID_ARGUMENT', message, 'badRequest');
}

function readRequest(body: Buffer) {
  try {
    return requestSchema.safeParse(JSON.parse(body.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

function search(text: string) {
  const seed = Seed.of('places', text.toLowerCase());
  if (
    /unlisted/i.test(text) ||
    (seed.chance(1 / 12) && !/sunrise/i.test(text))
  ) {
    return [];
  }
  const asked = text.split(/,|\s+(?:in|near|at)\s+/i);
  const name = asked[0].replace(/\s*https?:\/\/\S+/g, '').trim() || text;
  const address = asked
    .slice(1)
    .map(part => part.trim())
    .filter(part => part && !part.includes('://'))
    .join(', ');
  const website = /https?:\/\/[^\s,]+/.exec(text)?.[0];
  const found = [place(name, address, website, seed)];
  for (let more = seed.integer(0, 2); more > 0; more -= 1) {
    const other = `${seed.pick([
      'Lakeside',
      'Downtown',
      'Northgate',
      'Hilltop',
    ])} ${name.split(' ').slice(1).join(' ') || name}`;
    found.push(place(other, '', undefined, seed));
  }
  return found;
}

function place(
  name: string,
  askedAddress: string,
  askedWebsite: string | undefined,
  seed: Seed,
): Record<string, unknown> {
  const own = Seed.of('place', name.toLowerCase(), askedAddress.toLowerCase());
  const id = `ChIJ${Array.from({ length: 23 }, () =>
    own.pick([
      ...'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789_-',
    ]),
  ).join('')}`;
  const street = `${own.integer(10, 9800)} ${own.pick(STREETS)}`;
  const address = askedAddress
    ? askedAddress
    : `${street}, ${own.pick(CITIES)} ${own.integer(10_000, 99_000)}`;
  const hasHours = own.chance(0.85);
  const hasWebsite = own.chance(0.85);
  const line = own.integer(1000, 9999);
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '');
  return {
    name: `places/${id}`,
    id,
    types: ['point_of_interest', 'establishment'],
    primaryType: 'establishment',
    nationalPhoneNumber: `(555) 010-${line}`,
    internationalPhoneNumber: `+1 555-010-${line}`,
    formattedAddress: `${address}, USA`,
    shortFormattedAddress: address,
    location: {
      latitude: own.decimal(28, 45, 6),
      longitude: own.decimal(-122, -80, 6),
    },
    rating: own.decimal(3.1, 5, 1),
    googleMapsUri: `https://maps.google.com/?cid=${own.integer(1e8, 9e8)}`,
    ...((askedWebsite || hasWebsite) && {
      websiteUri: askedWebsite ?? `https://www.${slug || 'business'}.example/`,
    }),
    businessStatus: own.chance(0.95) ? 'OPERATIONAL' : 'CLOSED_TEMPORARILY',
    userRatingCount: own.integer(3, 420),
    displayName: { text: name, languageCode: 'en' },
    ...(hasHours && {
      regularOpeningHours: {
        openNow: seed.chance(0.5),
        weekdayDescriptions: WEEK.map((day, index) =>
          index < 5 ? `${day}: 9:00 AM – 5:00 PM` : `${day}: Closed`,
        ),
      },
    }),
    photos: Array.from({ length: own.integer(0, 6) }, (_, index) => ({
      name: `places/${id}/photos/${index}`,
      widthPx: 1600,
      heightPx: 1200,
    })),
  };
}
