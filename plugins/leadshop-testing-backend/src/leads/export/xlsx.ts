import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  EXPORT_COLUMNS,
  ExportBatches,
  ExportRow,
  neutralised,
} from './columns';

/** What the thread says; see workers/lead-sheets.mjs. */
type Message = { wants: 'rows' } | { bytes: Uint8Array } | { done: true };

const HEAP_LIMIT_MB = 256;

// In a sheet `_x0041_` means `A`; an underscore that means itself is `_x005F_`
const ESCAPE_LIKE = /_(?=x[0-9A-Fa-f]{4}_)/g;

function sheetRow(row: ExportRow): ExportRow {
  return neutralised(row).map(value =>
    typeof value === 'string' ? value.replace(ESCAPE_LIKE, '_x005F_') : value,
  );
}

/**
 * An XLSX file of leads, made in a thread of its own, because compressing keeps
 * a processor busy. The thread asks for rows when it has written those before,
 * and goes on when its bytes were taken: neither side can run ahead.
 *
 * @param options - `rowsPerSheet`: header included; what is more goes to another
 * sheet. Left out: as many as Excel reads.
 */
export async function* xlsxChunks(
  batches: ExportBatches,
  options: { rowsPerSheet?: number } = {},
): AsyncGenerator<Uint8Array> {
  const worker = new Worker(
    resolvePackagePath(
      '@leadshop/backstage-plugin-leadshop-testing-backend',
      'workers/lead-sheets.mjs',
    ),
    {
      workerData: {
        columns: EXPORT_COLUMNS,
        rowsPerSheet: options.rowsPerSheet,
      },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
      // Flags of the main thread, such as a loader, are not for this one
      execArgv: [],
    },
  );
  const messages = on(worker, 'message', { close: ['exit'] });
  const rows = batches[Symbol.asyncIterator]();
  try {
    for await (const [message] of messages as AsyncIterable<[Message]>) {
      if ('done' in message) return;
      if ('bytes' in message) {
        yield message.bytes;
        worker.postMessage({ taken: true });
      } else {
        const next = await rows.next();
        worker.postMessage({
          rows: next.done ? null : next.value.map(sheetRow),
        });
      }
    }
    throw new Error('The thread that makes spreadsheets ended too early');
  } finally {
    await rows.return?.();
    await worker.terminate();
  }
}
