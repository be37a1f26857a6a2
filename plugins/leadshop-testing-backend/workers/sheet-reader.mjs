/*
 * Reads a sheet of a workbook. Runs in a worker thread of its own for each
 * file, because unpacking and parsing keep a processor busy, and so that a
 * hostile file takes the thread's memory and not the backend's.
 *
 * It gets `{ path, size, sheet, limits }` as its data, and says
 * `{ opened: { sheets, sheet, header } }` (header null: the sheet is empty).
 * Then it says `{ rows, share }` once for each `'more'` that it gets, at last
 * `{ end: true }`; or `{ refused: { kind, message } }` at any time.
 */
import { parentPort, workerData } from 'node:worker_threads';
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

async function read({ path, size, sheet: wanted, limits }) {
  const pack = await Package.open(path, { ...limits, size });
  const book = await readWorkbook(pack);
  const sheet = chosenSheet(book.sheets, wanted);
  const workbook = {
    strings: await readStrings(pack, book.strings),
    dateStyles: await readDateStyles(pack, book.styles),
    is1904: book.is1904,
  };
  const opened = header =>
    parentPort.postMessage({
      opened: {
        sheets: book.sheets.map(({ name }) => name),
        sheet: sheet.name,
        header,
      },
    });
  const total = pack.sizeOf(sheet.part);
  let header;
  let waiting = [];
  const post = async (rows, bytes) => {
    await demand();
    parentPort.postMessage({ rows, share: Math.min(1, bytes / total) });
  };
  await readRows(pack, sheet.part, workbook, async (rows, bytes) => {
    if (!header) {
      header = rows.shift();
      opened(header);
    }
    waiting.push(...rows);
    while (waiting.length >= BATCH_ROWS) {
      await post(waiting.slice(0, BATCH_ROWS), bytes);
      waiting = waiting.slice(BATCH_ROWS);
    }
  });
  if (!header) opened(null);
  if (waiting.length > 0) await post(waiting, total);
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
