import type {
  AuditAction,
  AuditEvent,
  AuditOutcome,
  AuditVerification,
  Credential,
  CredentialList,
  ReplaceCredentialRequest,
  RoleMatrix,
  RotateCredentialsResponse,
  Settings,
  StoreCredentialRequest,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { DownloadOptions } from './LeadsApi';
import type { Page } from './Page';

/**
 * Which entries of the audit trail to read; every field narrows the list.
 *
 * @public
 */
export interface AuditFilter {
  /** A user's entity reference, or `service:<subject>`. */
  actor?: string;
  action?: AuditAction[];
  outcome?: AuditOutcome[];
  /** Such as `test` or `lead`. */
  target_type?: string;
  target_id?: string;
  /** As the `X-Request-Id` of an answer has it. */
  request_id?: string;
  /** What happened then or later. */
  from?: string;
  /** What happened before then. */
  to?: string;
}

/**
 * A checkpoint of the audit trail, as the backend's log keeps it.
 *
 * @public
 */
export interface AuditCheckpoint {
  position: number;
  /** 64 hexadecimal digits. */
  hash: string;
}

/**
 * What those do who look after LeadShop Testing.
 *
 * @public
 */
export interface AdminApi {
  /** Who may do what, and which setting says so. */
  getRoles(): Promise<RoleMatrix>;
  /** The settings in force, without secrets. */
  getSettings(): Promise<Settings>;
  /** Who did what, the newest first. */
  listAuditEvents(
    query?: AuditFilter & { limit?: number; cursor?: string },
  ): Promise<Page<AuditEvent>>;
  /** A file of the entries that match. */
  exportAuditEvents(
    request: AuditFilter & { format: 'csv' | 'json' },
    options?: DownloadOptions,
  ): Promise<Blob>;
  /** Whether the audit trail is whole, also up to a checkpoint of the log. */
  verifyAuditEvents(checkpoint?: AuditCheckpoint): Promise<AuditVerification>;
  /** Credentials of test targets, without their passwords. */
  listCredentials(): Promise<CredentialList>;
  storeCredential(request: StoreCredentialRequest): Promise<Credential>;
  replaceCredential(
    id: string,
    request: ReplaceCredentialRequest,
  ): Promise<Credential>;
  deleteCredential(id: string): Promise<void>;
  /** Encrypts all of them with the newest key. */
  rotateCredentials(): Promise<RotateCredentialsResponse>;
}
