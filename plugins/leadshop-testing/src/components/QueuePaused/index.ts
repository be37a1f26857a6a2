export { QueuePaused } from './QueuePaused';
