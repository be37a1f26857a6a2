export { ModeChoice, PeriodChoice } from './PeriodChoice';
export { periodText } from './periodText';
export { usePeriod } from './usePeriod';
export type { Period } from './usePeriod';
