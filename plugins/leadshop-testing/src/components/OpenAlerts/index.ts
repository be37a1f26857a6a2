export { OpenAlerts } from './OpenAlerts';
