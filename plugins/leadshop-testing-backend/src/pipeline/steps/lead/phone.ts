import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { countryOfLocation } from './country';

/** A phone number in E.164, or as it came when it cannot be brought there. */
export interface NormalisedPhone {
  phone: string | null;
  severity: 'error' | 'warning';
  problem?: string;
}

/**
 * Brings a phone number into E.164 (`+15125550142`). A number without a country
 * code is read as one of the lead's location, else as American.
 */
export function normalisePhone(
  text: string,
  location: string | null | undefined,
): NormalisedPhone {
  const digits = text.replace(/\D/g, '').length;
  if (digits < 5 || digits > 20 || /[a-z]{6,}/i.test(text)) {
    return {
      phone: null,
      severity: 'error',
      problem: 'Phone is not a phone number',
    };
  }
  const country = countryOfLocation(location) ?? 'US';
  const parsed = parsePhoneNumberFromString(text, country);
  if (!parsed?.isPossible()) {
    return {
      phone: text,
      severity: 'warning',
      problem: `Phone has too few or too many digits for ${country}; it is kept as it came`,
    };
  }
  if (!parsed.isValid()) {
    return {
      phone: parsed.number,
      severity: 'warning',
      problem: `Phone is in no range that is given out in ${
        parsed.country ?? country
      }`,
    };
  }
  return { phone: parsed.number, severity: 'warning' };
}
