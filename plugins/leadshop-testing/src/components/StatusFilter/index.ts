export { StatusFilter, StatusToggles, statusesOf } from './StatusFilter';
