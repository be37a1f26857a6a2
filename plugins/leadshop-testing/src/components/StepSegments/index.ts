export { StepSegments } from './StepSegments';
