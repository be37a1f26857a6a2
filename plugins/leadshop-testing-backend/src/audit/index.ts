export {
  type About,
  type AuditedRequest,
  type Recording,
} from './AuditedCalls';
export { type NewAuditEvent } from './auditEvent';
export { AUDIT_FORMATS } from './auditFile';
export { AuditStore } from './AuditStore';
export { AuditTrail } from './AuditTrail';
export { AuditVerifier } from './AuditVerifier';
export { RefusedSockets } from './RefusedSockets';
export { startAudit, type Audit } from './startAudit';
