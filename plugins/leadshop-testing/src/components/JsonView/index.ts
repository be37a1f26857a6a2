export { JsonView } from './JsonView';
