export { Evidence } from './Evidence';
export { Findings } from './Findings';
export { formatMoment, labelOf, webAddress } from './labels';
export { ScoreBar } from './ScoreBar';
export { isRecord } from './shapes';
export type { JsonRecord } from './shapes';
