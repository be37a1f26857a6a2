/* How a file is to be read: what the caller says, what was said before, a guess. */
import { InputError } from '@backstage/errors';
import {
  ColumnMapping,
  guessColumns,
  ImportOptions,
  importOptionsSchema,
  ImportPreview,
  LEAD_FIELD_TITLES,
  REQUIRED_LEAD_FIELDS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { isIntricate } from '../../api/bodyShape';
import { FieldsError, validated } from '../../api/problems';
import { storableText } from '../../store/storable';
import { ImportMappings } from '../../store/ImportMappings';
import { LeadFile } from './file';

const PREVIEWED_ROWS = 50;

/**
 * Reads the part `mapping` of an upload.
 *
 * @throws InputError, FieldsError
 */
export function readOptions(mapping: string | undefined): ImportOptions {
  let json: unknown = {};
  if (mapping !== undefined && mapping.trim() !== '') {
    if (isIntricate(Buffer.from(mapping))) {
      throw new InputError(
        "The part 'mapping' holds more lists and fields than any file needs; correct fewer cells here, and the others in the file",
      );
    }
    try {
      json = JSON.parse(mapping);
    } catch {
      throw new InputError("The part 'mapping' is not valid JSON");
    }
  }
  return validated(importOptionsSchema, json);
}

/** What the columns of a file hold, and whether that is remembered. */
export async function columnsOf(
  headers: string[],
  options: ImportOptions,
  remembered: { mappings: ImportMappings; userRef: string },
): Promise<{ columns: ColumnMapping; remembered: boolean }> {
  if (options.columns) {
    return { columns: options.columns, remembered: false };
  }
  const before = await remembered.mappings.recall(remembered.userRef, headers);
  return before
    ? { columns: before, remembered: true }
    : { columns: guessColumns(headers), remembered: false };
}

/**
 * Refuses a mapping that does not fit the file, or without which no row of it
 * could become a lead.
 *
 * @throws FieldsError
 */
export function refuseUnfit(columns: ColumnMapping, headers: string[]): void {
  const refuse = (message: string) => {
    throw new FieldsError([{ field: 'mapping.columns', message }]);
  };
  if (columns.length !== headers.length) {
    refuse(
      `must have an entry for each of the ${headers.length} columns of the file, and has ${columns.length}`,
    );
  }
  const missing = REQUIRED_LEAD_FIELDS.filter(
    field => !columns.includes(field),
  );
  if (missing.length > 0) {
    refuse(
      `No column of the file is mapped to ${missing
        .map(field => LEAD_FIELD_TITLES[field])
        .join(', ')}; say in columns which ones hold them`,
    );
  }
}

/** Headers as they can be stored. */
export function storedHeaders(file: LeadFile): string[] {
  return file.headers.map(storableText);
}

/** The first rows of a file, and how it would be read. */
export async function previewOf(
  file: LeadFile,
  reading: { columns: ColumnMapping; remembered: boolean },
): Promise<ImportPreview> {
  const rows: string[][] = [];
  for await (const batch of file.rows(new AbortController().signal)) {
    rows.push(
      ...batch.slice(0, PREVIEWED_ROWS - rows.length).map(row => row.cells),
    );
    if (rows.length === PREVIEWED_ROWS) break;
  }
  const { format, encoding, delimiter, sheets, sheet } = file;
  return {
    ...{ format, encoding, delimiter, sheets, sheet },
    headers: storedHeaders(file),
    ...reading,
    rows,
  };
}
