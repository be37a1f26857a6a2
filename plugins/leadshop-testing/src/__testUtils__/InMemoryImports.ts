import Papa from 'papaparse';
import { leadDataSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ColumnMapping,
  ImportErrorRow,
  ImportOptions,
  ImportPreview,
  ImportSummary,
  Lead,
  LeadImport,
  StartImportResponse,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ImportsApi, Page, UploadOptions } from '../api';
import type { InMemoryLeads } from './InMemoryLeads';
import { storedLead, wholeImport, workId } from './leads';
import {
  CheckedRow,
  checkRows,
  columnsOf,
  countProblems,
  dataOf,
  errorRow,
  readRows,
} from './leadRows';
import { pageOf } from './pageOf';
import { refused } from './refusals';

/**
 * Imports held in memory. Files are CSV, workbooks stand in `workbook`; columns
 * are known by the names of the fields. An import has ended when `start`
 * answers, unless `holding` is set: then it runs until a test of ours calls
 * `finish`.
 */
export class InMemoryImports implements ImportsApi {
  stored: LeadImport[] = [];
  holding = false;
  /** Whether files stay halfway until a test of ours calls `arrive`. */
  slowUploads = false;
  /** The sheets of every workbook, as CSV. */
  workbook: Record<string, string> = {};
  /** The columns that this user chose before for any headers. */
  remembered: ColumnMapping | undefined;
  /** What single calls reject with, by the name of the method. */
  failing: Partial<Record<keyof ImportsApi, Error>> = {};

  /** What was asked for, in order. */
  readonly previews: {
    name: string;
    size: number;
    options: Partial<ImportOptions>;
  }[] = [];
  readonly started: {
    name: string;
    options: Partial<ImportOptions>;
    dryRun: boolean;
  }[] = [];
  readonly #leads: InMemoryLeads;
  readonly #errors = new Map<string, ImportErrorRow[]>();
  readonly #held = new Map<string, LeadImport>();
  readonly #arrivals: (() => void)[] = [];

  constructor(leads: InMemoryLeads) {
    this.#leads = leads;
  }

  async preview(
    file: File,
    options: Partial<ImportOptions> = {},
  ): Promise<ImportPreview> {
    const { name, size } = file;
    this.previews.push({ name, size, options });
    this.#refuse('preview');
    const { sheet, text } = this.#sheetOf(file, options);
    const { headers, rows, delimiter } = await readRows(text, options);
    const sheets = Object.keys(this.workbook);
    return {
      ...(sheet === null
        ? {
            format: 'csv' as const,
            encoding: options.encoding ?? 'utf-8',
            delimiter,
          }
        : { format: 'xlsx' as const, encoding: null, delimiter: null }),
      sheets: sheet === null ? [] : sheets,
      sheet,
      headers,
      columns: options.columns ?? this.remembered ?? columnsOf(headers),
      remembered: this.remembered !== undefined,
      rows: rows.slice(0, 50),
    };
  }

  async start(
    file: File,
    options: Partial<ImportOptions> = {},
    {
      dryRun = false,
      signal,
      onUploadProgress,
    }: UploadOptions & { dryRun?: boolean } = {},
  ): Promise<StartImportResponse> {
    this.started.push({ name: file.name, options, dryRun });
    this.#refuse('start');
    if (this.slowUploads) {
      onUploadProgress?.(file.size / 2, file.size);
      await this.#arrival(signal);
    }
    onUploadProgress?.(file.size, file.size);
    const { sheet, text } = this.#sheetOf(file, options);
    const { headers, rows } = await readRows(text, options);
    const columns = options.columns ?? columnsOf(headers);
    const id = workId(2000 + this.stored.length);
    const checked = checkRows(rows, columns, options, this.#leads.stored);
    const good = checked.filter(
      ({ problems, duplicateOf }) =>
        problems.length === 0 &&
        (!duplicateOf || options.on_duplicate === 'create'),
    );
    const bad = checked.filter(({ problems }) => problems.length > 0);
    const errors = checked.filter(row => !good.includes(row)).map(errorRow);
    this.#errors.set(id, errors);
    if (!dryRun) {
      this.#store(id, good);
    }
    const result = wholeImport(0, {
      id,
      file_name: file.name,
      file_size: file.size,
      format: sheet === null ? 'csv' : 'xlsx',
      dry_run: dryRun,
      on_duplicate: options.on_duplicate ?? 'skip',
      total: rows.length,
      processed: rows.length,
      successful: good.length,
      created: good.length,
      duplicates: checked.length - good.length - bad.length,
      failed: bad.length,
      headers,
      columns,
      errors: errors.slice(0, 100),
      problem_counts: countProblems(errors),
    });
    this.#add(result);
    return { import_id: id };
  }

  async list({
    limit,
    cursor,
    dry_run = false,
  }: { limit?: number; cursor?: string; dry_run?: boolean } = {}): Promise<
    Page<ImportSummary>
  > {
    this.#refuse('list');
    const matching = this.stored.filter(one => one.dry_run === dry_run);
    return pageOf(matching, { limit, cursor });
  }

  async get(id: string): Promise<LeadImport> {
    this.#refuse('get');
    return this.#import(id);
  }

  async errors(
    id: string,
    {
      after_row = 0,
      limit = 100,
      outcome,
      code,
      field,
    }: Parameters<ImportsApi['errors']>[1] = {},
  ): Promise<ImportErrorRow[]> {
    this.#refuse('errors');
    return (this.#errors.get(id) ?? [])
      .filter(row => row.row > after_row)
      .filter(row => !outcome || row.outcome === outcome)
      .filter(({ problems }) =>
        problems.some(
          problem =>
            (!code || problem.code === code) &&
            (!field || problem.field === field),
        ),
      )
      .slice(0, limit);
  }

  async errorsCsv(id: string): Promise<Blob> {
    this.#refuse('errorsCsv');
    return new Blob([
      Papa.unparse((this.#errors.get(id) ?? []).map(({ values }) => values)),
    ]);
  }

  async cancel(id: string): Promise<void> {
    this.#refuse('cancel');
    this.change(id, { status: 'cancelled', phase: null, created: 0 });
    this.#leads.stored = this.#leads.stored.filter(
      lead => lead.import_id !== id,
    );
  }

  async undo(id: string): Promise<void> {
    this.#refuse('undo');
    const { stored } = this.#leads;
    this.#leads.stored = stored.filter(
      lead => lead.import_id !== id || lead.version > 1,
    );
    const removed = stored.length - this.#leads.stored.length;
    const { created } = await this.#import(id);
    this.change(id, {
      status: 'undone',
      undo: { removed, restored: 0, kept: created - removed },
    });
  }

  /** Moves an import on. */
  change(id: string, change: Partial<LeadImport>): LeadImport | undefined {
    this.stored = this.stored.map(one =>
      one.id === id ? { ...one, ...change } : one,
    );
    return this.stored.find(one => one.id === id);
  }

  /** Lets the files that are halfway arrive. */
  arrive(): void {
    this.#arrivals.splice(0).forEach(arrive => arrive());
  }

  /** Ends an import that was held. */
  finish(id: string): LeadImport | undefined {
    return this.change(id, this.#held.get(id) ?? {});
  }

  #arrival(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#arrivals.push(resolve);
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  }

  #sheetOf(file: File, options: Partial<ImportOptions>) {
    if (!/\.xlsx?$/.test(file.name)) {
      return { sheet: null, text: file };
    }
    const sheet = options.sheet ?? Object.keys(this.workbook)[0];
    return { sheet, text: new File([this.workbook[sheet]], file.name) };
  }

  #add(result: LeadImport): void {
    this.#held.set(result.id, result);
    const shown: LeadImport = this.holding
      ? {
          ...result,
          status: 'running',
          phase: 'reading',
          processed: 0,
          successful: 0,
          created: 0,
          duplicates: 0,
          failed: 0,
          errors: [],
          problem_counts: [],
          completed_at: null,
        }
      : result;
    this.stored = [shown, ...this.stored];
  }

  #store(importId: string, rows: CheckedRow[]): void {
    const first = this.#leads.stored.length + 1;
    this.#leads.stored = [
      ...rows.map(({ values }, index) => ({
        ...storedLead(first + index),
        ...leadDataSchema.parse(dataOf(values)),
        import_id: importId,
      })),
      ...this.#leads.stored,
    ] as Lead[];
  }

  async #import(id: string): Promise<LeadImport> {
    const found = this.stored.find(one => one.id === id);
    if (!found) {
      throw await refused(404, 'NotFoundError', `There is no import ${id}`);
    }
    return found;
  }

  #refuse(method: keyof ImportsApi): void {
    const error = this.failing[method];
    if (error) {
      throw error;
    }
  }
}
