export { CancelTestButton } from './CancelTestButton';
