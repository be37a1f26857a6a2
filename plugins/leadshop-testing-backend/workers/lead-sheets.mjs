/*
 * Writes leads into an XLSX file. Runs in a worker thread of its own for each
 * export, because the library is an ES module and compressing takes its time.
 *
 * It says `{ wants: 'rows' }` and gets `{ rows }`, null at the end; it says
 * `{ bytes }` and goes on after `{ taken }`; at last it says `{ done: true }`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { writeXlsxStream, XLSX_MAX_ROWS_PER_SHEET } from 'hucre/xlsx';

const { columns, rowsPerSheet = XLSX_MAX_ROWS_PER_SHEET } = workerData;

let gotRows;
let taken;
parentPort.on('message', message => {
  if ('rows' in message) gotRows(message.rows);
  else taken();
});

const nextRows = () =>
  new Promise(resolve => {
    gotRows = resolve;
    parentPort.postMessage({ wants: 'rows' });
  });

async function* rows() {
  for (;;) {
    const batch = await nextRows();
    if (batch === null) return;
    yield* batch;
  }
}

/** Sends bytes, and waits until they were taken. */
function send(chunk) {
  // A copy of its own: what is sent must not be part of a larger buffer
  const bytes = chunk.slice();
  return new Promise(resolve => {
    taken = resolve;
    parentPort.postMessage({ bytes }, [bytes.buffer]);
  });
}

const file = writeXlsxStream(rows(), {
  name: 'Leads',
  columns: columns.map(header => ({ header, width: 20 })),
  freezePane: { rows: 1 },
  maxRowsPerSheet: rowsPerSheet,
});

for await (const chunk of file) await send(chunk);
parentPort.postMessage({ done: true });
// Nothing else is to come: the thread ends
parentPort.close();
