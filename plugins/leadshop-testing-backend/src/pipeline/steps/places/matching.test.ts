import fc from 'fast-check';
import { Place } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { assessableLead } from '../lead/normalise';
import {
  matchPlace,
  nameSimilarity,
  profileCompleteness,
  rankPlaces,
} from './matching';

const lead = assessableLead({
  business_name: 'Sunrise Dental Care',
  website_url: 'https://www.sunrise-dental.com/',
  location: 'Austin, TX',
})!;

function place(changes: Partial<Place> = {}): Place {
  return {
    id: 'a',
    name: 'Sunrise Dental Care LLC',
    address: '12 Main Street, Austin, TX 78701, USA',
    website: 'http://sunrise-dental.com/contact',
    phone: '+1 512 555 0142',
    rating: 4.6,
    review_count: 120,
    business_status: 'OPERATIONAL',
    types: ['dentist'],
    opening_hours: ['Monday: 9-5'],
    has_photos: true,
    ...changes,
  };
}

describe('nameSimilarity', () => {
  it.each([
    ['Sunrise Dental Care', 'SUNRISE DENTAL CARE, Inc.', 1],
    ["Joe's Café", 'Joes Cafe', 1],
    ['Sunrise Dental', 'Sunrise Dental Care Center', 2 / 3],
    ['Sunrise Dental', 'Moonlight Bakery', 0],
    ['The Company', 'The Company', 1],
    ['', '', 0],
  ])('%s and %s: %d', (a, b, expected) => {
    expect(nameSimilarity(a, b)).toBeCloseTo(expected);
  });

  it('is the same both ways, between 0 and 1, and 1 for itself', () => {
    const name = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(name, name, (a, b) => {
        const similarity = nameSimilarity(a, b);
        expect(similarity).toBe(nameSimilarity(b, a));
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(similarity).toBeLessThanOrEqual(1);
        expect([0, 1]).toContain(nameSimilarity(a, a));
      }),
    );
  });
});

describe('matchPlace', () => {
  it('matches by name, site and place', () => {
    expect(matchPlace(lead, place())).toMatchObject({
      matched: true,
      confidence: 1,
      signs: { name: 1, site: 1, place: 1 },
    });
  });

  it('leaves out what is not known', () => {
    const match = matchPlace(lead, place({ website: null, address: null }));
    expect(match.signs).toEqual({ name: 1, site: null, place: null });
    expect(match.confidence).toBe(1);
  });

  it('is not taken in by the same name elsewhere with another site', () => {
    const other = place({
      website: 'https://sunrise-dental.ca',
      address: '1 King Street, Toronto, ON, Canada',
    });
    expect(matchPlace(lead, other).matched).toBe(false);
  });

  it('is not taken in by a neighbour on the same site', () => {
    const neighbour = place({ name: 'Moonlight Bakery' });
    expect(matchPlace(lead, neighbour)).toMatchObject({
      confidence: 0.5,
      matched: false,
    });
  });

  it('puts the likeliest first', () => {
    const ranked = rankPlaces(lead, [
      place({ id: 'bakery', name: 'Moonlight Bakery' }),
      place({ id: 'dentist' }),
    ]);
    expect(ranked.map(m => m.place.id)).toEqual(['dentist', 'bakery']);
  });
});

describe('profileCompleteness', () => {
  it('is 100 when nothing is missing', () => {
    expect(profileCompleteness(place())).toEqual({ score: 100, missing: [] });
  });

  it('names what is missing', () => {
    expect(
      profileCompleteness(
        place({ opening_hours: [], has_photos: false, review_count: 4 }),
      ),
    ).toEqual({
      score: 67,
      missing: ['opening_hours', 'photos', 'five_reviews'],
    });
  });
});
