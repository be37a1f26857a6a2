import { cellText, columnOf } from './cells.mjs';
import { localName } from './package.mjs';
import { broken } from './refusal.mjs';
import { joined } from './workbook.mjs';

const MAX_ROW = 1_048_576;
// More columns than a header may have; what is further right is put together
// there, so that a cell in the last of 16,384 columns does not cost them all
const LAST_COLUMN = 512;

/**
 * Reads the rows of a sheet that hold any text. `take` gets the rows of each
 * piece of the sheet, with the bytes read so far, and is awaited.
 */
export async function readRows(pack, part, workbook, take) {
  let rows = [];
  let row = 0;
  let cells;
  let cell;
  let collects;
  let isPhonetic = false;

  const beginRow = ({ r }) => {
    const number = r === undefined ? row + 1 : Number(r);
    if (!Number.isInteger(number) || number <= row || number > MAX_ROW) {
      throw broken();
    }
    row = number;
    cells = [];
  };
  const beginCell = ({ r, t = 'n', s }) => {
    const column = columnOf(r) ?? (cell ? cell.column + 1 : 0);
    cell = { column, type: t, style: Number(s ?? 0), value: '', inline: '' };
  };
  const endCell = () => {
    const text = cellText(cell, workbook);
    if (text === '') return;
    const column = Math.min(cell.column, LAST_COLUMN);
    while (cells.length < column) cells.push('');
    cells[column] = cells[column] ? joined(cells[column], text) : text;
  };
  const endRow = () => {
    if (cells.some(text => text.trim() !== '')) rows.push({ row, cells });
    cells = undefined;
    cell = undefined;
  };

  const listen = parser => {
    parser.on('opentag', ({ name, attributes }) => {
      const tag = localName(name);
      if (tag === 'row') beginRow(attributes);
      else if (tag === 'c' && cells) beginCell(attributes);
      else if (tag === 'v') collects = 'value';
      else if (tag === 't' && !isPhonetic) collects = 'inline';
      else if (tag === 'rPh') isPhonetic = true;
    });
    const add = text => {
      if (cell && collects) cell[collects] = joined(cell[collects], text);
    };
    parser.on('text', add);
    parser.on('cdata', add);
    parser.on('closetag', ({ name }) => {
      const tag = localName(name);
      if (tag === 'v' || tag === 't') collects = undefined;
      else if (tag === 'c' && cell) endCell();
      else if (tag === 'row' && cells) endRow();
      else if (tag === 'rPh') isPhonetic = false;
    });
  };
  await pack.read(part, listen, async bytes => {
    if (rows.length === 0) return;
    const read = rows;
    rows = [];
    await take(read, bytes);
  });
}
