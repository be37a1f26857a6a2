/*
 * One import, from the file on disk to the leads in the table.
 *
 * Everything happens in one transaction on one connection, under the lock that
 * lets one import at a time add leads. The file is read once, no faster than the
 * database takes it: while the database compares and stores some rows, the next ones
 * are read and checked in a thread (merge.ts has what becomes of them). The last
 * statement marks the import as completed, if it is still wanted. Whatever ends the
 * transaction before that (a cancellation, a broken file, kill -9) leaves no trace
 * of it.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { Knex } from 'knex';
import { ClientBase } from 'pg';
import {
  ColumnMapping,
  ImportOptions,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { RequestError } from '../../api/problems';
import { ImportResult, ImportStore } from '../../store/ImportStore';
import { lockLeads } from '../../store/leadsLock';
import { checkedLists } from './checkedLists';
import { ImportLimits } from './file';
import { ImportWatch } from './ImportWatch';
import { Merge } from './merge';
import { ProblemTally } from './ProblemTally';
import { ListThreads } from './thread';

/** An import that has been accepted. */
export interface AcceptedImport {
  id: string;
  user_ref: string;
  dry_run: boolean;
  file: { path: string; name: string; size: number };
  options: ImportOptions & { columns: ColumnMapping };
}

/** What running an import needs. */
export interface ImportRunOptions {
  knex: Knex;
  imports: ImportStore;
  limits: ImportLimits;
  logger: LoggerService;
  onChange: () => void;
  /** Where files are read that are not small; without it here. */
  threads?: ListThreads;
  /** Rows that are compared and stored at once. */
  rowsAtOnce?: number;
}

/** Enough that statements cost little each, few enough that memory stays flat. */
const ROWS_AT_ONCE = 1_000;

/** A file of so many bytes is read before a thread has started. */
export const SMALL_FILE_BYTES = 256 * 1024;

/** It was cancelled or given up before its transaction could end. */
class NoLongerWanted extends Error {}

const UNEXPECTED =
  'The import failed because of an error in the backend. No lead was stored: try again, and when it happens again, look for the id of this import in the log of the backend.';

/** Runs an import to its end, whatever that is; never throws. */
export async function runImport(
  order: AcceptedImport,
  options: ImportRunOptions,
  stopped: AbortSignal,
): Promise<void> {
  const { imports, logger, onChange } = options;
  try {
    if (!(await imports.start(order.id))) return;
    onChange();
    await storeLeads(order, options, stopped);
  } catch (error) {
    const message = explain(error, stopped);
    if (message === UNEXPECTED) {
      // Its message may quote a value of the file
      logger.error(`Import ${order.id} failed: ${nature(error)}`);
    }
    await imports
      .abandon(order.id, message)
      .catch(failure =>
        logger.warn(
          `Could not write down the end of import ${order.id}; the reconciler will, when this backend has stopped: ${failure.message}`,
        ),
      );
  } finally {
    onChange();
  }
}

async function storeLeads(
  order: AcceptedImport,
  options: ImportRunOptions,
  stopped: AbortSignal,
): Promise<void> {
  const { knex, imports } = options;
  await knex.transaction(async trx => {
    const watch = new ImportWatch(order.id, options, stopped);
    try {
      const result = await readAndMerge(trx, { order, watch, ...options });
      await watch.release();
      if (!(await imports.complete(trx, order.id, result))) {
        throw new NoLongerWanted();
      }
    } finally {
      await watch.release();
    }
  });
}

async function readAndMerge(
  trx: Knex.Transaction,
  run: ImportRunOptions & { order: AcceptedImport; watch: ImportWatch },
): Promise<ImportResult> {
  const { order, watch, rowsAtOnce = ROWS_AT_ONCE } = run;
  const { file, options } = order;
  const client = (await trx.client.acquireConnection()) as ClientBase;
  watch.guard(client);
  // Who stores nothing disturbs nobody
  if (!order.dry_run) await lockLeads(trx);
  watch.begin();
  const tally = new ProblemTally();
  const merge = await Merge.begin(
    trx,
    {
      import_id: order.id,
      user_ref: order.user_ref,
      dry_run: order.dry_run,
      on_duplicate: options.on_duplicate,
      rowsAtOnce,
      bytes: file.size,
    },
    { client, tally, signal: watch.signal },
  );
  try {
    const processed = await mergeLists(merge, run);
    const outcomes = await merge.finish(phase => watch.at(phase));
    return { ...outcomes, processed, problem_counts: tally.counts() };
  } catch (error) {
    await merge.abandon();
    throw error;
  }
}

/** @returns how many rows there were */
async function mergeLists(
  merge: Merge,
  run: ImportRunOptions & { order: AcceptedImport; watch: ImportWatch },
): Promise<number> {
  const { order, watch, limits, threads, rowsAtOnce = ROWS_AT_ONCE } = run;
  const { file, options } = order;
  const { origin, seen } = merge;
  const reading = { file, options, limits, origin, rowsAtOnce, seen };
  const lists =
    threads && file.size > SMALL_FILE_BYTES
      ? threads.read(reading, watch.signal)
      : checkedLists(reading, watch.signal);
  let processed = 0;
  for await (const read of lists) {
    processed += read.list.numbers.length;
    watch.read(processed, read.share);
    watch.signal.throwIfAborted();
    await merge.take(read);
  }
  return processed;
}

function explain(error: unknown, stopped: AbortSignal): string {
  if (stopped.aborted) {
    return 'The backend was stopped in the middle of the import. No lead was stored: upload the file again.';
  }
  // What is wrong with the file is said without quoting it
  if (error instanceof RequestError) return error.message;
  if (isError(error) && error.name === 'InputError') return error.message;
  return UNEXPECTED;
}

function nature(error: unknown): string {
  if (!isError(error)) return 'unknown';
  const { code, constraint, routine } = error as unknown as Record<
    string,
    string | undefined
  >;
  return [error.name, code, constraint, routine].filter(Boolean).join(' ');
}
