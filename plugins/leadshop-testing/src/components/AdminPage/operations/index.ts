/*
 * What keeps the portal running: the queue that can be paused, the backends that
 * take from it, and the deletion of what is too old.
 */
export { OperationsTab } from './OperationsTab';
