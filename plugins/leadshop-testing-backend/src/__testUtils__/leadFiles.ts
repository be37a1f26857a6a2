/* Files of leads on disk, for tests that open them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  FileRow,
  ImportLimits,
  LeadFile,
  openLeadFile,
} from '../leads/import/file';

export const LIMITS: ImportLimits = {
  maxFileBytes: 64 * 1024 * 1024,
  maxRows: 100_000,
  maxUnpackedBytes: 512 * 1024 * 1024,
  maxUnpackRatio: 100,
};

type Options = Parameters<typeof openLeadFile>[1];

/** A folder for the files of one test file. */
export class FileFolder {
  #folder: string | undefined;

  async write(name: string, contents: string | Buffer) {
    this.#folder ??= await mkdtemp(path.join(os.tmpdir(), 'lead-files-'));
    const file = path.join(this.#folder, 'upload');
    await writeFile(file, contents);
    return { path: file, name, size: Buffer.byteLength(contents) };
  }

  /** Writes a file and opens it; close it. */
  async open(
    name: string,
    contents: string | Buffer,
    options: Options = {},
    limits: Partial<ImportLimits> = {},
  ): Promise<LeadFile> {
    const stored = await this.write(name, contents);
    return openLeadFile(stored, options, { ...LIMITS, ...limits });
  }

  /** Writes a file and reads it to its end. */
  async read(
    name: string,
    contents: string | Buffer,
    options: Options = {},
    limits: Partial<ImportLimits> = {},
  ): Promise<{ file: LeadFile; rows: FileRow[] }> {
    const file = await this.open(name, contents, options, limits);
    try {
      return { file, rows: await allRows(file) };
    } finally {
      await file.close();
    }
  }

  async remove() {
    if (this.#folder) await rm(this.#folder, { recursive: true });
  }
}

export async function allRows(file: LeadFile): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for await (const batch of file.rows(new AbortController().signal)) {
    rows.push(...batch);
  }
  return rows;
}
