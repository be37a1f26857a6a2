export { StepTimeline } from './StepTimeline';
