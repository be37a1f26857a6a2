import type {
  BulkRequest,
  BulkResponse,
  CreateLeadRequest,
  JourneyEntry,
  Lead,
  LeadFilter,
  LeadSort,
  UndoResult,
  UpdateLeadRequest,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Page } from './Page';

/**
 * What to read of the leads; every field of the filter narrows the list.
 *
 * @public
 */
export interface LeadListQuery extends LeadFilter {
  sort?: LeadSort;
  /** Page size, 1 to 500; the server's default is 50. */
  limit?: number;
  /** Where the page starts: `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * What to export: the leads that match, or of these only the named ones.
 *
 * @public
 */
export interface LeadExportRequest extends LeadFilter {
  format: 'csv' | 'xlsx' | 'json';
  sort?: LeadSort;
  /** At most 1,000. */
  lead_ids?: string[];
}

/**
 * How a download is watched and stopped.
 *
 * @public
 */
export interface DownloadOptions {
  signal?: AbortSignal;
  /** Is told how many bytes have arrived so far. */
  onProgress?: (bytes: number) => void;
}

/**
 * The stored leads.
 *
 * @public
 */
export interface LeadsApi {
  list(query?: LeadListQuery): Promise<Page<Lead>>;
  get(id: string): Promise<Lead>;
  /** Rejects with 409 when such a lead is stored and no duplicate is allowed. */
  create(request: CreateLeadRequest): Promise<Lead>;
  /**
   * Changes the named fields of a lead. Rejects with 412 when the lead has
   * another version than the one that the caller saw.
   */
  update(
    id: string,
    version: number,
    changes: UpdateLeadRequest,
  ): Promise<Lead>;
  /** Removes the personal data of a lead everywhere, for good. */
  erase(id: string): Promise<void>;
  /** What happened to a lead, newest first. */
  journey(
    id: string,
    query?: { limit?: number; cursor?: string },
  ): Promise<Page<JourneyEntry>>;
  /** Changes or erases many leads at once. */
  bulk(request: BulkRequest): Promise<BulkResponse>;
  /** Takes a bulk edit back; leads that were changed since stay. */
  undoBulk(bulkId: string): Promise<UndoResult>;
  /** All that is stored of one lead and its files, as a ZIP archive. */
  exportLead(id: string): Promise<Blob>;
  /** A file of leads, with formulas in cells made harmless. */
  exportLeads(
    request: LeadExportRequest,
    options?: DownloadOptions,
  ): Promise<Blob>;
}
