export { SystemStatusPanel } from './SystemStatusPanel';
