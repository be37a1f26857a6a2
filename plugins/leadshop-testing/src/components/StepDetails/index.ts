export { FaultNote } from './FaultNote';
export { LongText } from './LongText';
export { STEP_VIEWS, StepDetails } from './StepDetails';
export type { StepViewName } from './StepDetails';
