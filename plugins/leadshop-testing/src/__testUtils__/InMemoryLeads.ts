import { leadFilterSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
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
import type {
  DownloadOptions,
  LeadExportRequest,
  LeadListQuery,
  LeadsApi,
  Page,
} from '../api';
import { journeyEntry, storedLead, workId } from './leads';
import { pageOf } from './pageOf';
import { refused } from './refusals';

type Selection = BulkRequest['selection'];

const byText = (a: string | null, b: string | null) =>
  (a ?? '').localeCompare(b ?? '');

const ORDERS: Record<LeadSort, (a: Lead, b: Lead) => number> = {
  '-created_at': (a, b) => byText(b.created_at, a.created_at),
  created_at: (a, b) => byText(a.created_at, b.created_at),
  business_name: (a, b) => byText(a.business_name, b.business_name),
  '-business_name': (a, b) => byText(b.business_name, a.business_name),
};

/** Leads held in memory, searched and changed as the server does it. */
export class InMemoryLeads implements LeadsApi {
  stored: Lead[] = [];
  journeys = new Map<string, JourneyEntry[]>();
  /** What single calls reject with, by the name of the method. */
  failing: Partial<Record<keyof LeadsApi, Error>> = {};
  /** A slow network: lists are answered after it. */
  answersAfter: Promise<void> = Promise.resolve();
  /** What the server calls the total at most. */
  countedTo = 10_000;

  /** What was asked for, in order. */
  readonly queries: LeadListQuery[] = [];
  readonly exports: LeadExportRequest[] = [];
  readonly bulks: BulkRequest[] = [];
  readonly #undo = new Map<string, Lead[]>();

  async list(query: LeadListQuery = {}): Promise<Page<Lead>> {
    this.queries.push(query);
    await this.answersAfter;
    this.#refuse('list');
    const { sort = '-created_at', limit = 50, cursor, ...filter } = query;
    const matching = this.matching(filter).sort(ORDERS[sort]);
    const page = pageOf(matching, { limit, cursor });
    return { ...page, total: Math.min(page.total, this.countedTo) };
  }

  async get(id: string): Promise<Lead> {
    this.#refuse('get');
    return this.#lead(id);
  }

  async create(request: CreateLeadRequest): Promise<Lead> {
    this.#refuse('create');
    const same = this.stored.find(({ email }) => email === request.lead.email);
    if (same && !request.allow_duplicate) {
      throw await refused(
        409,
        'ConflictError',
        `This lead is stored already, as lead '${same.id}'`,
        { lead_id: same.id },
      );
    }
    const lead = { ...storedLead(this.stored.length + 1), ...request.lead };
    this.stored = [lead as Lead, ...this.stored];
    return lead as Lead;
  }

  async update(
    id: string,
    version: number,
    changes: UpdateLeadRequest,
  ): Promise<Lead> {
    this.#refuse('update');
    const before = await this.#lead(id);
    if (before.version !== version) {
      throw await refused(
        412,
        'PreconditionFailedError',
        'Somebody else changed this lead since you read it',
      );
    }
    return this.change(id, changes);
  }

  async erase(id: string): Promise<void> {
    this.#refuse('erase');
    await this.#lead(id);
    this.#erase(new Set([id]));
  }

  async journey(
    id: string,
    { limit = 50, cursor }: { limit?: number; cursor?: string } = {},
  ): Promise<Page<JourneyEntry>> {
    this.#refuse('journey');
    await this.#lead(id);
    return pageOf(
      this.journeys.get(id) ?? [
        journeyEntry({ kind: 'created', message: 'Added' }),
      ],
      { limit, cursor },
    );
  }

  async bulk(request: BulkRequest): Promise<BulkResponse> {
    this.bulks.push(request);
    this.#refuse('bulk');
    const selected = this.#selected(request.selection);
    const bulk_id = workId(this.bulks.length);
    this.#undo.set(bulk_id, selected);
    if (request.action === 'erase') {
      this.#erase(new Set(selected.map(({ id }) => id)));
    } else {
      selected.forEach(({ id }) => this.change(id, request.changes));
    }
    return { bulk_id, matched: selected.length, changed: selected.length };
  }

  async undoBulk(bulkId: string): Promise<UndoResult> {
    this.#refuse('undoBulk');
    const before = this.#undo.get(bulkId) ?? [];
    before.forEach(lead => this.change(lead.id, lead));
    return { removed: 0, restored: before.length, kept: 0 };
  }

  async exportLead(id: string): Promise<Blob> {
    this.#refuse('exportLead');
    return new Blob([JSON.stringify(await this.#lead(id))]);
  }

  async exportLeads(
    request: LeadExportRequest,
    options: DownloadOptions = {},
  ): Promise<Blob> {
    this.exports.push(request);
    this.#refuse('exportLeads');
    const blob = new Blob([JSON.stringify(this.matching(request))]);
    options.onProgress?.(blob.size);
    return blob;
  }

  /** Changes a lead as another person would. */
  change(id: string, changes: Partial<Lead> | UpdateLeadRequest): Lead {
    const before = this.stored.find(lead => lead.id === id) ?? storedLead(0);
    const after = {
      ...before,
      ...changes,
      version: before.version + 1,
    } as Lead;
    this.stored = this.stored.map(lead => (lead.id === id ? after : lead));
    return after;
  }

  /** The leads that a filter lets through. */
  matching(filter: LeadFilter): Lead[] {
    const words = filter.q?.toLowerCase();
    return this.stored.filter(
      lead =>
        (!filter.status?.length || filter.status.includes(lead.status)) &&
        (!filter.import_id || filter.import_id === lead.import_id) &&
        (!filter.industry || filter.industry === lead.industry) &&
        (!filter.from || lead.created_at >= filter.from) &&
        (!filter.to || lead.created_at <= filter.to) &&
        (!words ||
          `${lead.business_name} ${lead.website_url} ${lead.email}`
            .toLowerCase()
            .includes(words)),
    );
  }

  #selected({ lead_ids, filter }: Selection): Lead[] {
    return lead_ids
      ? this.stored.filter(({ id }) => lead_ids.includes(id))
      : this.matching(leadFilterSchema.parse(filter));
  }

  #erase(ids: ReadonlySet<string>): void {
    this.stored = this.stored.filter(({ id }) => !ids.has(id));
  }

  async #lead(id: string): Promise<Lead> {
    const lead = this.stored.find(one => one.id === id);
    if (!lead) {
      throw await refused(404, 'NotFoundError', `There is no lead ${id}`);
    }
    return lead;
  }

  #refuse(method: keyof LeadsApi): void {
    const error = this.failing[method];
    if (error) {
      throw error;
    }
  }
}
