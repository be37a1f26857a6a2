import type { Translate } from '../../translation';
import { compareMessages } from '../../translations/compare';
import { labelOf } from '../Evidence';

type KnownField = keyof typeof compareMessages.fields;

const isKnown = (field: string): field is KnownField =>
  Object.hasOwn(compareMessages.fields, field);

/** The parts of a field that say only where it is kept. */
const PLACES = /^(details|lead_data)\./;

/** `details.mobile.lcp_ms` as "Mobile › LCP". */
export function fieldText(t: Translate, field: string): string {
  return isKnown(field)
    ? t(`compare.fields.${field}`)
    : field.replace(PLACES, '').split('.').map(labelOf).join(' › ');
}
