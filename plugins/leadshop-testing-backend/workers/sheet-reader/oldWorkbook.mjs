/*
 * Workbooks of Excel 97 to 2003. The library reads one as a whole, in memory: a
 * sheet has 65,536 rows at most, nothing in it is packed, and the thread that
 * this runs in may neither take much memory nor be silent for long.
 */
import { readFile } from 'node:fs/promises';
import { readXls } from 'hucre/xlsx';
import { momentText, numberText } from './cells.mjs';
import { checkCompoundFile } from './compoundFile.mjs';
import { Refusal } from './refusal.mjs';

// How the stream of a workbook begins, and what comes next if it is encrypted
const BEGIN = Buffer.from('0908100000060500', 'hex');
const BEGIN_BYTES = 20;
const FILE_PASS = 0x2f;
const FIRST_DATE = Date.UTC(1900, 0, 1);

export async function openOldWorkbook({ path }) {
  const bytes = await readFile(path);
  checkCompoundFile(bytes);
  if (isEncrypted(bytes)) {
    throw new Refusal(
      'unsupported',
      'The workbook is protected by a password; save it without one',
    );
  }
  const { sheets } = await readXls(bytes).catch(refuseOlder);
  return {
    sheets: sheets.map(({ name, rows }) => ({
      name,
      rows,
      // Which ones are hidden is not told; an empty one has no leads
      isHidden: rows.length === 0,
    })),
    async readRows({ rows }, take) {
      const read = [];
      // Rows that are not in the file are holes
      rows.forEach((values, index) => {
        const cells = Array.from(values, textOf);
        if (cells.some(text => text.trim() !== '')) {
          read.push({ row: index + 1, cells });
        }
      });
      if (read.length > 0) await take(read, 1);
    },
  };
}

function isEncrypted(bytes) {
  const begin = bytes.indexOf(BEGIN);
  const next = begin + BEGIN_BYTES;
  return (
    begin >= 0 &&
    next + 2 <= bytes.length &&
    bytes.readUInt16LE(next) === FILE_PASS
  );
}

function refuseOlder(error) {
  if (!error.message.startsWith('Unsupported XLS version')) throw error;
  throw new Refusal(
    'unsupported',
    'The workbook is of Excel 95 or before; save it as .xlsx or .csv',
  );
}

function textOf(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return numberText(String(value));
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (!(value instanceof Date)) return String(value);
  const ms = value.getTime();
  // No date of the calendar; the library keeps no number of it
  return Number.isNaN(ms) ? '' : momentText(ms, ms < FIRST_DATE);
}
