export { RunTestDialog } from './RunTestDialog';
