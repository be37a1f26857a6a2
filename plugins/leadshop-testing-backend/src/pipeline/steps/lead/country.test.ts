import { countryOfLocation } from './country';

describe('countryOfLocation', () => {
  it.each([
    ['Austin, TX', 'US'],
    ['Toronto, ON M5H 2N2', 'CA'],
    ['Lyon, France', 'FR'],
    ['Leeds, Scotland', 'GB'],
    ['Boise, U.S.A.', 'US'],
    ['Berlin, AT', 'AT'],
    ['Nowhere', undefined],
    ['', undefined],
    [null, undefined],
    // What every object has is no country
    ['Austin, constructor', undefined],
    ['toString', undefined],
    ['__proto__', undefined],
  ])('of %j is %s', (location, country) => {
    expect(countryOfLocation(location)).toBe(country);
  });
});
