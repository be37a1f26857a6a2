/*
 * One import, from the file on disk to the leads in the table.
 *
 * Everything happens in one transaction on one connection. First the file is
 * read, checked and copied to a temporary table in a single pass, no faster than
 * the database takes it. Then, under the lock that lets one import at a time add
 * leads, it is decided what becomes of each row, and that is carried out; a dry
 * run leaves out the carrying out and nothing else, and so it tells exactly what
 * the import would do. The last statement marks the import as completed, if it is
 * still wanted. Whatever ends the transaction before that (a cancellation, a
 * broken file, kill -9) leaves no trace of it.
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
import { CheckedRow, LeadChecker } from './check';
import { decide } from './duplicates';
import { ImportLimits, LeadFile, openLeadFile } from './file';
import { ImportWatch } from './ImportWatch';
import {
  countOutcomes,
  countRepetitions,
  insertErrors,
  insertLeads,
  Outcomes,
  updateLeads,
} from './merge';
import { ProblemTally } from './ProblemTally';
import { analyzeStage, copyToStage, createStage } from './stage';

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
}

/**
 * Hash joins of a hundred thousand keys fit; those of a million go to disk in a
 * few parts.
 */
const WORK_MEM = '64MB';

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
  const { knex, imports, limits } = options;
  const file = await openLeadFile(order.file, order.options, limits);
  try {
    await knex.transaction(async trx => {
      const watch = new ImportWatch(order.id, options, stopped);
      try {
        const result = await stageAndMerge(trx, order, file, watch);
        await watch.release();
        if (!(await imports.complete(trx, order.id, result))) {
          throw new NoLongerWanted();
        }
      } finally {
        await watch.release();
      }
    });
  } finally {
    await file.close();
  }
}

async function stageAndMerge(
  trx: Knex.Transaction,
  order: AcceptedImport,
  file: LeadFile,
  watch: ImportWatch,
): Promise<ImportResult> {
  const connection = (await trx.client.acquireConnection()) as ClientBase;
  watch.guard(connection);
  await trx.raw(`SET LOCAL work_mem = '${WORK_MEM}'`);
  await createStage(trx);
  const tally = new ProblemTally();
  const { columns, default_country, corrections } = order.options;
  const checker = new LeadChecker({
    columns,
    defaultCountry: default_country,
    corrections,
  });
  await copyToStage(
    connection,
    checked(file, checker, tally, watch),
    watch.signal,
  );
  watch.at('checking');
  await analyzeStage(trx);
  const outcomes = await merge(trx, order, watch);
  return {
    ...outcomes,
    processed: tally.rows,
    problem_counts: [...tally.counts(), ...(await countRepetitions(trx))],
  };
}

async function* checked(
  file: LeadFile,
  checker: LeadChecker,
  tally: ProblemTally,
  watch: ImportWatch,
): AsyncGenerator<CheckedRow[]> {
  for await (const batch of file.rows(watch.signal)) {
    const rows = batch.map(row => checker.check(row));
    for (const row of rows) tally.add(row);
    watch.read(tally.rows, file.progress());
    yield rows;
  }
}

async function merge(
  trx: Knex.Transaction,
  order: AcceptedImport,
  watch: ImportWatch,
): Promise<Outcomes & { warnings: number }> {
  // Who stores nothing disturbs nobody
  if (!order.dry_run) await lockLeads(trx);
  await decide(trx, order.options.on_duplicate);
  const outcomes = await countOutcomes(trx);
  watch.at('storing');
  if (!order.dry_run) {
    const origin = { import_id: order.id, user_ref: order.user_ref };
    await updateLeads(trx, origin);
    await insertLeads(trx, origin);
  }
  return { ...outcomes, warnings: await insertErrors(trx, order.id) };
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
