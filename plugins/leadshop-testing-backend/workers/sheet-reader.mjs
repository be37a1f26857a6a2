/*
 * Reads a sheet of a workbook. Runs in a worker thread of its own for each
 * file, because unpacking and parsing keep a processor busy, and so that a
 * hostile file takes the thread's memory and not the backend's.
 *
 * It gets `{ format, path, size, sheet, limits }` as its data, and says
 * `{ opened: { sheets, sheet, header } }` (header null: the sheet is empty).
 * Then it says `{ rows, share }` once for each `'more'` that it gets, at last
 * `{ end: true }`; or `{ refused: { kind, message } }` at any time.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openOldWorkbook } from './sheet-reader/oldWorkbook.mjs';
import { Package } from './sheet-reader/package.mjs';
import { broken, Refusal } from './sheet-reader/refusal.mjs';
import { readRows } from './sheet-reader/rows.mjs';
import {
  readDateStyles,
  readStrings,
  readWorkbook,
} from './sheet-reader/workbook.mjs';

const BATCH_ROWS = 1000;

let asked = 0;
let wake = () => {};
parentPort.on('message', () => {
  asked += 1;
  wake();
});

async function demand() {
  if (asked === 0) {
    await new Promise(resolve => {
      wake = resolve;
    });
  }
  asked -= 1;
}

function chosenSheet(sheets, name) {
  if (sheets.length === 0) throw broken();
  if (name === undefined) {
    return sheets.find(sheet => !sheet.isHidden) ?? sheets[0];
  }
  const chosen = sheets.find(sheet => sheet.name === name);
  if (chosen) return chosen;
  const names = sheets.map(sheet => `'${sheet.name}'`).join(', ');
  throw new Refusal(
    'broken',
    `The workbook has no sheet of this name; it has ${names}`,
  );
}

async function openWorkbook({ path, size, limits }) {
  const pack = await Package.open(path, { ...limits, size });
  const { sheets, strings, styles, is1904 } = await readWorkbook(pack);
  return {
    sheets,
    async readRows({ part }, take) {
      const workbook = {
        strings: await readStrings(pack, strings),
        dateStyles: await readDateStyles(pack, styles),
        is1904,
      };
      const total = pack.sizeOf(part);
      await readRows(pack, part, workbook, (rows, bytes) =>
        take(rows, Math.min(1, bytes / total)),
      );
    },
  };
}

async function read({ format, sheet: wanted, ...file }) {
  const book = await (format === 'xls' ? openOldWorkbook : openWorkbook)(file);
  const sheet = chosenSheet(book.sheets, wanted);
  const opened = header =>
    parentPort.postMessage({
      opened: {
        sheets: book.sheets.map(({ name }) => name),
        sheet: sheet.name,
        header,
      },
    });
  let header;
  let waiting = [];
  const post = async (rows, share) => {
    await demand();
    parentPort.postMessage({ rows, share });
  };
  await book.readRows(sheet, async (rows, share) => {
    if (!header) {
      header = rows.shift();
      opened(header);
    }
    waiting = waiting.concat(rows);
    let from = 0;
    for (; from + BATCH_ROWS <= waiting.length; from += BATCH_ROWS) {
      await post(waiting.slice(from, from + BATCH_ROWS), share);
    }
    waiting = waiting.slice(from);
  });
  if (!header) opened(null);
  if (waiting.length > 0) await post(waiting, 1);
  await demand();
  parentPort.postMessage({ end: true });
}

try {
  await read(workerData);
} catch (error) {
  // What libraries say of a damaged file may quote from it
  const { kind, message } = error instanceof Refusal ? error : broken();
  parentPort.postMessage({ refused: { kind, message } });
} finally {
  parentPort.close();
}
