import path from 'node:path';
import { unsupportedFile } from './refusals';

/** What kind of file a name and its first bytes agree on. */
export type FileKind = 'text' | 'xlsx' | 'xls';

/** As many bytes as {@link fileKind} wants to see. */
export const KIND_BYTES = 4096;

const BY_EXTENSION: Readonly<Record<string, FileKind>> = {
  '.csv': 'text',
  '.tsv': 'text',
  '.tab': 'text',
  '.txt': 'text',
  '.xlsx': 'xlsx',
  '.xlsm': 'xlsx',
  '.xls': 'xls',
};

type Contents = 'zip' | 'ole' | 'other binary' | 'text';

const MAGIC: readonly (readonly [hex: string, contents: Contents])[] = [
  ['504b0304', 'zip'],
  ['504b0506', 'zip'],
  ['d0cf11e0a1b11ae1', 'ole'],
  ['25504446', 'other binary'], // PDF
  ['1f8b', 'other binary'], // gzip
  ['526172211a07', 'other binary'], // RAR
  ['377abcaf271c', 'other binary'], // 7z
  ['89504e47', 'other binary'], // PNG
  ['ffd8ff', 'other binary'], // JPEG
];

function contentsOf(head: Buffer): Contents {
  const magic = MAGIC.find(([hex]) =>
    head.subarray(0, hex.length / 2).equals(Buffer.from(hex, 'hex')),
  );
  return magic?.[1] ?? 'text';
}

/**
 * Tells what kind of file this is.
 *
 * @throws RequestError 415 when its name and its contents do not agree, or
 * nothing here reads it
 */
export function fileKind(name: string, head: Buffer): FileKind {
  const extension = path.extname(name).toLowerCase();
  const contents = contentsOf(head);
  if (extension === '.xlsb' || extension === '.ods') {
    throw unsupportedFile(
      `Files of the type ${extension} cannot be read; open it in a spreadsheet program and save it as .xlsx or .csv`,
    );
  }
  if (!Object.hasOwn(BY_EXTENSION, extension)) {
    throw unsupportedFile(
      'The name of the file must end in .csv, .tsv, .txt, .xlsx, .xlsm or .xls',
    );
  }
  const kind = BY_EXTENSION[extension];
  if (kind === 'xlsx') {
    if (contents === 'zip') return kind;
    throw unsupportedFile(
      contents === 'ole'
        ? `The file is named ${extension}, but it is protected by a password or an old .xls workbook; save it as .xlsx without a password`
        : `The file is named ${extension}, but it is no Excel workbook; save it as .xlsx, or name it .csv if it is text`,
    );
  }
  if (kind === 'xls') {
    if (contents === 'ole') return kind;
    throw unsupportedFile(
      contents === 'zip'
        ? `The file is named ${extension}, but it is a newer workbook; name it .xlsx`
        : `The file is named ${extension}, but it is no Excel workbook, though Excel may open it; save it from there as .xlsx, or name it .csv if it is text`,
    );
  }
  if (contents === 'text') return kind;
  throw unsupportedFile(
    contents === 'other binary'
      ? `The file is named ${extension}, but it is not text; save the table as .csv or .xlsx`
      : `The file is named ${extension}, but it is a workbook; name it .xlsx, or save it as .csv`,
  );
}
