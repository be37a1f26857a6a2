import type {
  ImportErrorRow,
  ImportOptions,
  ImportPreview,
  ImportProblemCode,
  ImportSummary,
  LeadField,
  LeadImport,
  StartImportResponse,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Page } from './Page';

/**
 * How an upload is watched and stopped.
 *
 * @public
 */
export interface UploadOptions {
  signal?: AbortSignal;
  /** Is told how many bytes of how many have left, the file and its wrapping. */
  onUploadProgress?: (sent: number, total: number) => void;
}

/**
 * Imports of lead files.
 *
 * @public
 */
export interface ImportsApi {
  /** How a file would be read. Stores nothing. */
  preview(
    file: File,
    options?: Partial<ImportOptions>,
    upload?: UploadOptions,
  ): Promise<ImportPreview>;
  /** Uploads a file and starts its import; a dry run changes nothing. */
  start(
    file: File,
    options?: Partial<ImportOptions>,
    upload?: UploadOptions & { dryRun?: boolean },
  ): Promise<StartImportResponse>;
  /** Imports, the newest first; dry runs only when asked for. */
  list(query?: {
    limit?: number;
    cursor?: string;
    dry_run?: boolean;
  }): Promise<Page<ImportSummary>>;
  /** An import with the first hundred rows that have problems. */
  get(id: string): Promise<LeadImport>;
  /** Rows with problems, in the file's order, after that row. */
  errors(
    id: string,
    query?: {
      after_row?: number;
      limit?: number;
      outcome?: ImportErrorRow['outcome'];
      /** Only rows with a problem of this kind… */
      code?: ImportProblemCode;
      /** …in this field. */
      field?: LeadField;
    },
  ): Promise<ImportErrorRow[]>;
  /** The rejected rows with reasons, to be mended and imported. */
  errorsCsv(id: string): Promise<Blob>;
  /** Stops an import; nothing of it stays. */
  cancel(id: string): Promise<void>;
  /** Takes an import back; leads that were changed since stay. */
  undo(id: string): Promise<void>;
}
