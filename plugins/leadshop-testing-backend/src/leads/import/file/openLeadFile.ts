/*
 * Reads files of leads: what an upload left on disk becomes batches of rows,
 * pulled by who stores them, so that a file of any size takes the memory of a
 * few batches. Everything that can be known without reading the rows is checked
 * before: size, name against contents, encoding, header.
 */
import { open } from 'node:fs/promises';
import { ImportOptions } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { CsvLeadFile } from './CsvLeadFile';
import { FileKind, fileKind, KIND_BYTES } from './fileKind';
import { ImportLimits, LeadFile } from './LeadFile';
import { tooLarge, unreadable } from './refusals';
import { readAt } from './textEncoding';
import { WorkbookLeadFile } from './WorkbookLeadFile';

/** A file on disk, and how it was called where it came from. */
export interface StoredFile {
  path: string;
  name: string;
  size: number;
}

/**
 * Opens a file of leads.
 *
 * @throws RequestError 413 when it is too large, 415 when it is of a kind that
 * cannot be read or its contents are not what its name says
 * @throws InputError when it has no header, or is broken
 */
export async function openLeadFile(
  stored: StoredFile,
  options: Pick<ImportOptions, 'sheet' | 'delimiter' | 'encoding'>,
  limits: ImportLimits,
): Promise<LeadFile> {
  if (stored.size > limits.maxFileBytes) {
    throw tooLarge(
      `The file is larger than ${limits.maxFileBytes} bytes, the most that an import takes; split it, or ask an administrator to raise leadshopTesting.import.maxFileSizeMb`,
    );
  }
  if (stored.size === 0) throw unreadable('The file is empty');
  const file = await open(stored.path, 'r');
  let format: FileKind;
  try {
    format = fileKind(stored.name, await readAt(file, 0, KIND_BYTES));
    if (format === 'text') {
      return await CsvLeadFile.open(file, stored.size, options, limits);
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return WorkbookLeadFile.open({ ...stored, format }, options.sheet, limits);
}
