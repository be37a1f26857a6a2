/*
 * Who did what. The trail cannot be changed; that it was not is checked here,
 * too, and against a checkpoint that only the backend's log has.
 */
export { AuditTab } from './AuditTab';
