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
import type {
  AdminApi,
  AuditCheckpoint,
  AuditFilter,
  DownloadOptions,
  Page,
} from '../api';
import {
  credential,
  DEFAULT_MATRIX,
  SETTINGS,
  WHOLE_TRAIL,
} from './administration';
import { pageOf } from './pageOf';
import { refused } from './refusals';

/** What administrators work with, held in memory. */
export class InMemoryAdmin implements AdminApi {
  roles: RoleMatrix = DEFAULT_MATRIX;
  settings: Settings = SETTINGS;
  events: AuditEvent[] = [];
  verification: AuditVerification = WHOLE_TRAIL;
  credentials: CredentialList = { newest_key_id: '2026-11', credentials: [] };
  file = new Blob(['an export']);
  /** What single calls reject with, by the name of the method. */
  failing: Partial<Record<keyof AdminApi, Error>> = {};

  /** What was asked for, in order. */
  readonly queries: (AuditFilter & { cursor?: string })[] = [];
  readonly exports: (AuditFilter & { format: string })[] = [];
  readonly checkpoints: (AuditCheckpoint | undefined)[] = [];
  readonly stored: StoreCredentialRequest[] = [];
  readonly replaced: [string, ReplaceCredentialRequest][] = [];

  async getRoles(): Promise<RoleMatrix> {
    return this.#answer('getRoles', this.roles);
  }

  async getSettings(): Promise<Settings> {
    return this.#answer('getSettings', this.settings);
  }

  async listAuditEvents(
    query: AuditFilter & { limit?: number; cursor?: string } = {},
  ): Promise<Page<AuditEvent>> {
    this.queries.push(query);
    return this.#answer('listAuditEvents', pageOf(this.events, query));
  }

  async exportAuditEvents(
    request: AuditFilter & { format: 'csv' | 'json' },
    options: DownloadOptions = {},
  ): Promise<Blob> {
    this.exports.push(request);
    options.onProgress?.(this.file.size);
    return this.#answer('exportAuditEvents', this.file);
  }

  async verifyAuditEvents(
    checkpoint?: AuditCheckpoint,
  ): Promise<AuditVerification> {
    this.checkpoints.push(checkpoint);
    return this.#answer('verifyAuditEvents', this.verification);
  }

  async listCredentials(): Promise<CredentialList> {
    return this.#answer('listCredentials', this.credentials);
  }

  async storeCredential(request: StoreCredentialRequest): Promise<Credential> {
    this.stored.push(request);
    const { password: _kept, ...shown } = request;
    const added = credential(this.credentials.credentials.length + 1, shown);
    return this.#answer('storeCredential', this.#add(added));
  }

  async replaceCredential(
    id: string,
    request: ReplaceCredentialRequest,
  ): Promise<Credential> {
    this.replaced.push([id, request]);
    const known = this.credentials.credentials.find(one => one.id === id);
    if (!known) {
      throw await refused(404, 'NotFoundError', `There is no credential ${id}`);
    }
    const { password: _kept, ...shown } = request;
    this.#without(id);
    return this.#answer(
      'replaceCredential',
      this.#add({ ...known, ...shown, key_status: 'current' }),
    );
  }

  async deleteCredential(id: string): Promise<void> {
    this.#answer('deleteCredential', undefined);
    this.#without(id);
  }

  async rotateCredentials(): Promise<RotateCredentialsResponse> {
    const { newest_key_id: key, credentials } = this.credentials;
    const of = (...statuses: Credential['key_status'][]) =>
      credentials.filter(one => statuses.includes(one.key_status));
    const answer = {
      key_id: key ?? '',
      rotated: of('old').length,
      unchanged: of('current').length,
      failed: of('missing', 'wrong').map(({ id, name, key_id }) => ({
        id,
        name,
        key_id,
        message: `The key ${key_id} is not configured.`,
      })),
    };
    this.#answer('rotateCredentials', answer);
    this.credentials = {
      newest_key_id: key,
      credentials: credentials.map(one =>
        one.key_status === 'old' ? { ...one, key_status: 'current' } : one,
      ),
    };
    return answer;
  }

  #add(added: Credential): Credential {
    const { credentials, ...list } = this.credentials;
    this.credentials = { ...list, credentials: [...credentials, added] };
    return added;
  }

  #without(id: string): void {
    const { credentials, ...list } = this.credentials;
    this.credentials = {
      ...list,
      credentials: credentials.filter(one => one.id !== id),
    };
  }

  #answer<T>(method: keyof AdminApi, value: T): T {
    const error = this.failing[method];
    if (error) {
      throw error;
    }
    return value;
  }
}
