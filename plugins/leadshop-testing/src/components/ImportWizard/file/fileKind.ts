import type { ImportFormat } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { bytesOf } from '../../../uploads';

/** Why a file is not taken. */
export type FileRefusal =
  | 'empty'
  | 'otherSpreadsheet'
  | 'otherFile'
  | 'protected'
  | 'tooLarge'
  | 'noText'
  | 'newerSpreadsheet'
  | 'noSpreadsheet';

/** What a file turned out to be, or why it is not taken. */
export type FileKind = { format: ImportFormat } | { refusal: FileRefusal };

const FORMATS: Readonly<Record<string, ImportFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  txt: 'csv',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  xls: 'xls',
};

/** What spreadsheet programs save besides. */
const OTHER_SPREADSHEETS: readonly string[] = ['xlsb', 'ods', 'numbers'];

const ZIP = [0x50, 0x4b];
/** Of .xls, and of what Excel encrypts. */
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0];

const beginsWith = (bytes: Uint8Array, magic: readonly number[]) =>
  magic.every((byte, index) => bytes[index] === byte);

/** What stands behind the last dot of a file's name, in lower case. */
export function endingOf({ name }: Pick<File, 'name'>): string {
  return name.split('.').pop()?.toLowerCase() ?? '';
}

/** Looks at the name, the size and the first bytes of a file. */
export async function fileKind(
  file: File,
  maxBytes: number,
): Promise<FileKind> {
  const ending = endingOf(file);
  const format = Object.hasOwn(FORMATS, ending) ? FORMATS[ending] : undefined;
  if (file.size === 0) {
    return { refusal: 'empty' };
  }
  const start = await bytesOf(file.slice(0, 4));
  if (OTHER_SPREADSHEETS.includes(ending)) {
    return { refusal: 'otherSpreadsheet' };
  }
  if (!format) {
    return { refusal: 'otherFile' };
  }
  if (format !== 'xls' && beginsWith(start, COMPOUND_FILE)) {
    return { refusal: 'protected' };
  }
  if (file.size > maxBytes) {
    return { refusal: 'tooLarge' };
  }
  const isZip = beginsWith(start, ZIP);
  if (format === 'csv' && isZip) {
    return { refusal: 'noText' };
  }
  if (format === 'xls' && isZip) {
    return { refusal: 'newerSpreadsheet' };
  }
  const holds = format === 'xls' ? COMPOUND_FILE : ZIP;
  if (format !== 'csv' && !beginsWith(start, holds)) {
    return { refusal: 'noSpreadsheet' };
  }
  return { format };
}
