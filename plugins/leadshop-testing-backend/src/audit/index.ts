export {
  type About,
  type AuditedRequest,
  type Recording,
} from './AuditedCalls';
export { type NewAuditEvent } from './auditEvent';
export { AuditStore } from './AuditStore';
export { AuditTrail } from './AuditTrail';
export { startAudit, type Audit } from './startAudit';
