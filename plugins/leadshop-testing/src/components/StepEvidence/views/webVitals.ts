import type { GradeName } from '../parts/Grade';

/** A web vital: up to `good` it is good, above `poor` it is poor. */
export interface Vital {
  /** Its name among the texts. */
  name: 'lcp' | 'cls' | 'tbt' | 'fcp' | 'si';
  /** Its name in what the step stored. */
  field: string;
  unit: 'ms' | 'none';
  good: number;
  poor: number;
}

/*
 * Google's own limits (web.dev/articles/vitals and the Lighthouse docs). They
 * hold for phones and desktops alike.
 */
export const WEB_VITALS: readonly Vital[] = [
  { name: 'lcp', field: 'lcp_ms', unit: 'ms', good: 2_500, poor: 4_000 },
  { name: 'cls', field: 'cls', unit: 'none', good: 0.1, poor: 0.25 },
  { name: 'tbt', field: 'tbt_ms', unit: 'ms', good: 200, poor: 600 },
  { name: 'fcp', field: 'fcp_ms', unit: 'ms', good: 1_800, poor: 3_000 },
  { name: 'si', field: 'speed_index_ms', unit: 'ms', good: 3_400, poor: 5_800 },
];

/** How good a vital is by Google's limits. */
export function gradeOfVital(vital: Vital, value: number): GradeName {
  if (value <= vital.good) {
    return 'good';
  }
  return value <= vital.poor ? 'fair' : 'poor';
}
