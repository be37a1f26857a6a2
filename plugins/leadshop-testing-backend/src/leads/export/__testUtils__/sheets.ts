import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A sheet as the library reads it. */
export interface ReadSheet {
  name: string;
  rows: (string | number | boolean | null)[][];
}

// A thread of its own: Jest does not load ES modules
const READER = `
  const { parentPort, workerData } = require('node:worker_threads');
  import('hucre/xlsx')
    .then(({ readXlsx }) => readXlsx(workerData))
    .then(({ sheets }) =>
      parentPort.postMessage(sheets.map(({ name, rows }) => ({ name, rows }))));
`;

/** What is in a workbook. */
export async function sheetsOf(workbook: Uint8Array): Promise<ReadSheet[]> {
  const worker = new Worker(READER, {
    eval: true,
    workerData: new Uint8Array(workbook),
    execArgv: [],
  });
  const [sheets] = await once(worker, 'message');
  return sheets;
}
