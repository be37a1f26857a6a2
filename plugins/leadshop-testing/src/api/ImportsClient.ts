import type {
  ImportErrorRow,
  ImportOptions,
  ImportPreview,
  ImportSummary,
  LeadImport,
  StartImportResponse,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Backend, queryOf } from './Backend';
import type { ImportsApi, UploadOptions } from './ImportsApi';
import type { Page } from './Page';

const importPath = (id: string) => `/leads/imports/${encodeURIComponent(id)}`;

/** Imports of lead files, over HTTP. */
export class ImportsClient implements ImportsApi {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async preview(
    file: File,
    options: Partial<ImportOptions> = {},
    upload?: UploadOptions,
  ): Promise<ImportPreview> {
    return this.#backend.upload(
      '/leads/imports/preview',
      formOf(file, options),
      upload,
    );
  }

  async start(
    file: File,
    options: Partial<ImportOptions> = {},
    { dryRun = false, ...upload }: UploadOptions & { dryRun?: boolean } = {},
  ): Promise<StartImportResponse> {
    return this.#backend.upload(
      `/leads/imports?dry_run=${dryRun}`,
      formOf(file, options),
      upload,
    );
  }

  async list(
    query: Parameters<ImportsApi['list']>[0] = {},
  ): Promise<Page<ImportSummary>> {
    return this.#backend.page(`/leads/imports?${queryOf(query)}`);
  }

  async get(id: string): Promise<LeadImport> {
    return this.#backend.json(importPath(id));
  }

  async errors(
    id: string,
    query: Parameters<ImportsApi['errors']>[1] = {},
  ): Promise<ImportErrorRow[]> {
    return this.#backend.json(`${importPath(id)}/errors?${queryOf(query)}`);
  }

  async errorsCsv(id: string): Promise<Blob> {
    return this.#backend.download(`${importPath(id)}/errors.csv`);
  }

  async cancel(id: string): Promise<void> {
    await this.#backend.send(`${importPath(id)}/cancel`, { method: 'POST' });
  }

  async undo(id: string): Promise<void> {
    await this.#backend.send(`${importPath(id)}/undo`, { method: 'POST' });
  }
}

/** The options come first: the server reads the file while it arrives. */
function formOf(file: File, options: Partial<ImportOptions>): FormData {
  const form = new FormData();
  form.append('mapping', JSON.stringify(options));
  form.append('file', file, file.name);
  return form;
}
