import { CountryCode, getCountries } from 'libphonenumber-js';

const US_STATES = new Set(
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR'.split(
    ' ',
  ),
);
const CANADIAN_PROVINCES = new Set(
  'AB BC MB NB NL NS NT NU ON PE QC SK YT'.split(' '),
);
const OTHER_NAMES = new Map<string, CountryCode>(
  Object.entries<CountryCode>({
    usa: 'US',
    'u.s.': 'US',
    'u.s.a.': 'US',
    'united states of america': 'US',
    uk: 'GB',
    'u.k.': 'GB',
    'great britain': 'GB',
    england: 'GB',
    scotland: 'GB',
    wales: 'GB',
    'northern ireland': 'GB',
    holland: 'NL',
  }),
);

const englishNames = new Intl.DisplayNames(['en'], { type: 'region' });
const countriesByName = new Map<string, CountryCode>(
  getCountries().map(code => [
    (englishNames.of(code) ?? code).toLowerCase(),
    code,
  ]),
);
const countryCodes = new Set<string>(getCountries());

/**
 * Guesses the country of a free-text location from its last part: "Austin, TX",
 * "Toronto, ON M5H 2N2", "Lyon, France". Two letters that are both a state and
 * a country (CA, DE) count as the state, because LeadShop's leads are mostly
 * American.
 */
export function countryOfLocation(
  location: string | null | undefined,
): CountryCode | undefined {
  const last = location?.split(',').at(-1)?.trim();
  if (!last) return undefined;
  const name = last.toLowerCase();
  const named = OTHER_NAMES.get(name) ?? countriesByName.get(name);
  if (named) return named;
  const code = /^[A-Za-z]{2}(?=\s|$)/.exec(last)?.[0].toUpperCase();
  if (!code) return undefined;
  if (US_STATES.has(code)) return 'US';
  if (CANADIAN_PROVINCES.has(code)) return 'CA';
  return countryCodes.has(code) ? (code as CountryCode) : undefined;
}
