export { StatusFilter, statusesOf } from './StatusFilter';
