export { ExecutionTable } from './ExecutionTable';
export { TierBadge } from './TierBadge';
