import {
  CountryCode,
  isSupportedCountry,
  Metadata,
  NumberingPlan,
  parsePhoneNumberFromString,
} from 'libphonenumber-js';

/** A phone number in E.164, or what is left of it, and what was doubtful. */
export interface ReadPhone {
  phone: string | null;
  doubt?: string;
}

// The usual ways to write an American or Canadian number
const NORTH_AMERICAN =
  /^(?:\+?1[ .-]?)?(?:\(([2-9]\d\d)\) ?|([2-9]\d\d)[ .-]?)([2-9]\d\d)[ .-]?(\d{4})$/;
const NORTH_AMERICA: ReadonlySet<string> = new Set(['US', 'CA']);

/*
 * Ranges that are given out there, from libphonenumber's data. To have it read
 * a number takes ten times as long to the same result; a test compares the two.
 */
const GIVEN_OUT = [rangesOf('US'), rangesOf('CA')];

/** What libphonenumber's plans can do beyond their types. */
interface RangedPlan extends NumberingPlan {
  type(name: string): { pattern(): string } | undefined;
}

function rangesOf(country: CountryCode): RegExp {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  const plan = metadata.numberingPlan as RangedPlan;
  const patterns = ['FIXED_LINE', 'TOLL_FREE']
    .map(name => plan.type(name)?.pattern())
    .filter(Boolean);
  return new RegExp(`^(?:${patterns.join('|')})$`);
}

/** Reads a phone number; one without a country code is of `country`. */
export function readPhone(text: string, country: string): ReadPhone {
  const usual = NORTH_AMERICA.has(country) ? NORTH_AMERICAN.exec(text) : null;
  if (usual) {
    const national = (usual[1] ?? usual[2]) + usual[3] + usual[4];
    if (GIVEN_OUT.some(ranges => ranges.test(national))) {
      return { phone: `+1${national}` };
    }
  }
  return unusual(text, country);
}

/** What {@link readPhone} does, for numbers of every kind. */
export function unusual(text: string, country: string): ReadPhone {
  const digits = text.replace(/\D/g, '').length;
  if (digits < 5 || digits > 20 || /[a-z]{6,}/i.test(text)) {
    return { phone: null, doubt: 'is not a phone number; it is left out' };
  }
  const defaultCountry: CountryCode | undefined = isSupportedCountry(country)
    ? country
    : undefined;
  const parsed = parsePhoneNumberFromString(text, {
    defaultCountry,
    extract: false,
  });
  if (!parsed?.isPossible()) {
    return {
      phone: text,
      doubt: `is not a phone number of ${country}; it is kept as it stands`,
    };
  }
  if (!parsed.isValid()) {
    return {
      phone: parsed.number,
      doubt: `is in no range that is given out in ${parsed.country ?? country}`,
    };
  }
  return parsed.ext
    ? { phone: parsed.number, doubt: 'is kept without its extension' }
    : { phone: parsed.number };
}
