export { formatDuration } from './duration';
export { useNow } from './useNow';
