export { StepEvidence } from './StepEvidence';
