import type { ImportFormat } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { formatBytes } from '../../Evidence';
import { bytesOf } from '../../../uploads';

/** What a file turned out to be, or why it is not taken and what to do. */
export type FileKind = { format: ImportFormat } | { refusal: string };

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

/** Looks at the name, the size and the first bytes of a file. */
export async function fileKind(
  file: File,
  maxBytes: number,
): Promise<FileKind> {
  const { name, size } = file;
  const ending = name.split('.').pop()?.toLowerCase() ?? '';
  const format = FORMATS[ending];
  if (size === 0) {
    return {
      refusal: `${name} is empty. Choose a file with a header row and at least one lead.`,
    };
  }
  const start = await bytesOf(file.slice(0, 4));
  if (OTHER_SPREADSHEETS.includes(ending)) {
    return {
      refusal: `${name} is in a format that cannot be read (.${ending}). Open it in the program that it comes from, save it as .xlsx or .csv, and choose the new file.`,
    };
  }
  if (!format) {
    return {
      refusal: `${name} is not a file of leads. Choose a .csv, .xlsx or .xls file.`,
    };
  }
  if (format !== 'xls' && beginsWith(start, COMPOUND_FILE)) {
    return {
      refusal: `${name} is protected by a password, or an old Excel file with a new name. Save it as .xlsx without a password, or name it .xls.`,
    };
  }
  if (size > maxBytes) {
    return {
      refusal: `${name} has ${formatBytes(
        size,
      )}, and a file may have ${formatBytes(
        maxBytes,
      )}. Split it into several files, or ask an administrator to raise leadshopTesting.import.maxFileSizeMb.`,
    };
  }
  const isZip = beginsWith(start, ZIP);
  if (format === 'csv' && isZip) {
    return {
      refusal: `${name} is called .${ending}, but holds no text: it looks like a spreadsheet or an archive. If it is a spreadsheet, name it .xlsx; if it is an archive, unpack it first.`,
    };
  }
  if (format === 'xls' && isZip) {
    return {
      refusal: `${name} is called .xls, but is a newer spreadsheet. Name it .xlsx.`,
    };
  }
  const holds = format === 'xls' ? COMPOUND_FILE : ZIP;
  if (format !== 'csv' && !beginsWith(start, holds)) {
    return {
      refusal: `${name} is called .${ending}, but holds no spreadsheet. Open it where it comes from and save it as .xlsx or .csv again.`,
    };
  }
  return { format };
}
