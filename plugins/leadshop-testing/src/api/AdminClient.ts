import type {
  AuditEvent,
  AuditVerification,
  Credential,
  CredentialList,
  ReplaceCredentialRequest,
  RoleMatrix,
  RotateCredentialsResponse,
  Settings,
  StoreCredentialRequest,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { AdminApi, AuditCheckpoint, AuditFilter } from './AdminApi';
import { Backend, queryOf } from './Backend';
import type { DownloadOptions } from './LeadsApi';
import type { Page } from './Page';

const credentialPath = (id: string) => `/credentials/${encodeURIComponent(id)}`;

/** What those do who look after LeadShop Testing, over HTTP. */
export class AdminClient implements AdminApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async getRoles(): Promise<RoleMatrix> {
    return this.#backend.json('/roles');
  }

  async getSettings(): Promise<Settings> {
    return this.#backend.json('/config');
  }

  async listAuditEvents(
    query: AuditFilter & { limit?: number; cursor?: string } = {},
  ): Promise<Page<AuditEvent>> {
    return this.#backend.page(`/audit-events?${queryOf(query)}`);
  }

  async exportAuditEvents(
    request: AuditFilter & { format: 'csv' | 'json' },
    options?: DownloadOptions,
  ): Promise<Blob> {
    return this.#backend.download(
      `/audit-events/export?${queryOf(request)}`,
      options,
    );
  }

  async verifyAuditEvents(
    checkpoint?: AuditCheckpoint,
  ): Promise<AuditVerification> {
    return this.#backend.json(
      `/audit-events/verify?${queryOf(checkpoint ?? {})}`,
    );
  }

  async listCredentials(): Promise<CredentialList> {
    return this.#backend.json('/credentials');
  }

  async storeCredential(request: StoreCredentialRequest): Promise<Credential> {
    return this.#backend.post('/credentials', request);
  }

  async replaceCredential(
    id: string,
    request: ReplaceCredentialRequest,
  ): Promise<Credential> {
    return this.#backend.patch(credentialPath(id), request);
  }

  async deleteCredential(id: string): Promise<void> {
    await this.#backend.send(credentialPath(id), { method: 'DELETE' });
  }

  async rotateCredentials(): Promise<RotateCredentialsResponse> {
    return this.#backend.post('/credentials/rotate', {});
  }
}
