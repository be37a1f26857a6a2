export { Evidence } from './Evidence';
export { formatBytes, formatMoment, labelOf } from './labels';
export { ScoreBar } from './ScoreBar';
