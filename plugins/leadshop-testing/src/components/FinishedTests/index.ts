export { FinishedTests } from './FinishedTests';
export { useFinishedTest } from './useFinishedTest';
