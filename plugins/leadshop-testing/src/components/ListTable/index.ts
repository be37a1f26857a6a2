export { useListTableStyles } from './useListTableStyles';
