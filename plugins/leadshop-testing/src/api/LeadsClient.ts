import type {
  BulkRequest,
  BulkResponse,
  CreateLeadRequest,
  JourneyEntry,
  Lead,
  UndoResult,
  UpdateLeadRequest,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Backend, ifMatch, queryOf } from './Backend';
import type {
  DownloadOptions,
  LeadExportRequest,
  LeadListQuery,
  LeadsApi,
} from './LeadsApi';
import type { Page } from './Page';

const leadPath = (id: string) => `/leads/${encodeURIComponent(id)}`;

/** The stored leads, over HTTP. */
export class LeadsClient implements LeadsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async list(query: LeadListQuery = {}): Promise<Page<Lead>> {
    return this.#backend.page(`/leads?${queryOf(query)}`);
  }

  async get(id: string): Promise<Lead> {
    return this.#backend.json(leadPath(id));
  }

  async create(request: CreateLeadRequest): Promise<Lead> {
    return this.#backend.post('/leads', request);
  }

  async update(
    id: string,
    version: number,
    changes: UpdateLeadRequest,
  ): Promise<Lead> {
    return this.#backend.patch(leadPath(id), changes, ifMatch(version));
  }

  async erase(id: string): Promise<void> {
    await this.#backend.send(leadPath(id), { method: 'DELETE' });
  }

  async journey(
    id: string,
    query: { limit?: number; cursor?: string } = {},
  ): Promise<Page<JourneyEntry>> {
    return this.#backend.page(`${leadPath(id)}/journey?${queryOf(query)}`);
  }

  async bulk(request: BulkRequest): Promise<BulkResponse> {
    return this.#backend.post('/leads/bulk', request);
  }

  async undoBulk(bulkId: string): Promise<UndoResult> {
    return this.#backend.post(
      `/leads/bulk/${encodeURIComponent(bulkId)}/undo`,
      {},
    );
  }

  async exportLead(id: string): Promise<Blob> {
    return this.#backend.download(`${leadPath(id)}/export?format=zip`);
  }

  async exportLeads(
    request: LeadExportRequest,
    options?: DownloadOptions,
  ): Promise<Blob> {
    return this.#backend.download(`/leads/export?${queryOf(request)}`, options);
  }
}
