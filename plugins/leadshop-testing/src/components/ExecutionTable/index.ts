export { ExecutionTable } from './ExecutionTable';
export { TestLink } from './TestLink';
export { TestScore } from './TestScore';
export { TierBadge } from './TierBadge';
