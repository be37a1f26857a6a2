export { EventLog } from './EventLog';
export type { EventChoice } from './EventFilter';
