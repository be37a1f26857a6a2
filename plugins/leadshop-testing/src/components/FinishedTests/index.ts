export { FinishedTests } from './FinishedTests';
