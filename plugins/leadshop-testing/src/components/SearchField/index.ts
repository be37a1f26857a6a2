export { SearchField } from './SearchField';
export { useRestingText } from './useRestingText';
