export { Pager } from './Pager';
export { useCursorTrail } from './useCursorTrail';
