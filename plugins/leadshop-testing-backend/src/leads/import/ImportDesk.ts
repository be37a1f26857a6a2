/*
 * Where imports are ordered: takes files in, runs imports a few at a time with
 * the others waiting in order, cancels them, takes them back. An import belongs
 * to the replica that has its file; the others see it in the database.
 */
import fs from 'node:fs/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { Request } from 'express';
import { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import {
  ImportOptions,
  ImportPreview,
  ImportSummary,
  UndoResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { RequestError } from '../../api/problems';
import { Recording } from '../../audit';
import { ImportList } from '../../store/ImportList';
import { ImportMappings } from '../../store/ImportMappings';
import { ImportStore } from '../../store/ImportStore';
import { lockLeads } from '../../store/leadsLock';
import { ImportLimits, openLeadFile, refuseTooManyRows } from './file';
import { AcceptedImport, runImport, SMALL_FILE_BYTES } from './ImportRun';
import {
  columnsOf,
  previewOf,
  readOptions,
  refuseUnfit,
  storedHeaders,
} from './reading';
import { ListThreads } from './thread';
import { undoImport } from './undo';
import { receiveUpload, Upload, UploadFolder } from './upload';

/** What the desk needs. */
export interface ImportDeskOptions {
  knex: Knex;
  imports: ImportStore;
  list: ImportList;
  limits: ImportLimits;
  folder: UploadFolder;
  /** The replica, as its heartbeat names it. */
  workerId: () => string;
  logger: LoggerService;
  onChange: () => void;
  /** Leads were stored or changed: the search can be filled. */
  onStored: () => void;
}

/** Imports at once. More would take each other's time, and wait for one lock. */
const AT_ONCE = 2;
/** Files that wait on disk. */
const MAX_WAITING = 50;
/** An undo waits this long for an import that is storing. */
const UNDO_WAIT_MS = 5_000;

/** Takes orders for imports. */
export class ImportDesk {
  readonly #options: ImportDeskOptions;
  readonly #mappings: ImportMappings;
  readonly #threads = new ListThreads();
  readonly #stopped = new AbortController();
  readonly #waiting: AcceptedImport[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(options: ImportDeskOptions) {
    this.#options = options;
    this.#mappings = new ImportMappings(options.knex);
  }

  async start(): Promise<void> {
    await this.#options.folder.open();
  }

  /** Ends running and waiting imports, and removes their files. */
  async stop(): Promise<void> {
    this.#stopped.abort(new Error('The backend stops'));
    this.#next();
    await Promise.all(this.#running);
    await this.#threads.close();
    await this.#options.folder.close();
  }

  /**
   * Takes in a file and lets it be imported.
   *
   * @returns the id of the import
   * @throws RequestError, InputError for what is wrong with the file.
   */
  async order(
    request: Request,
    order: { user_ref: string; dry_run: boolean },
    record: Recording,
  ): Promise<string> {
    // It starts while the file comes in
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > SMALL_FILE_BYTES) this.#threads.warm();
    return this.#withFile(request, async upload => {
      const options = readOptions(upload.mapping);
      const { format, headers, columns } = await this.#look(
        upload,
        options,
        order.user_ref,
      );
      const id = uuidv7();
      const { knex, imports, workerId } = this.#options;
      const { on_duplicate } = options;
      await knex.transaction(async trx => {
        if (options.columns) {
          await this.#mappings.remember(trx, order.user_ref, headers, columns);
        }
        await imports.create(trx, {
          id,
          ...order,
          file_name: upload.name,
          file_size: upload.size,
          format,
          on_duplicate,
          headers,
          columns,
          worker_id: workerId(),
        });
        // The name of a file can be the name of a person
        await record(trx, {
          target: { type: 'import', id },
          details: {
            dry_run: order.dry_run,
            format,
            file_size: upload.size,
            on_duplicate,
          },
        });
      });
      this.#options.onChange();
      this.#waiting.push({
        id,
        ...order,
        file: upload,
        options: { ...options, columns },
      });
      this.#next();
      return { keep: true, result: id };
    });
  }

  /** All that can be refused before the work. */
  async #look(upload: Upload, options: ImportOptions, userRef: string) {
    const { limits } = this.#options;
    const file = await openLeadFile(upload, options, limits);
    try {
      const headers = storedHeaders(file);
      const { columns } = await columnsOf(headers, options, {
        mappings: this.#mappings,
        userRef,
      });
      refuseUnfit(columns, headers);
      await refuseTooManyRows(upload.path, file, limits);
      return { format: file.format, headers, columns };
    } finally {
      await file.close();
    }
  }

  /** Reads the beginning of a file and keeps nothing of it. */
  async preview(request: Request, userRef: string): Promise<ImportPreview> {
    return this.#withFile(request, async upload => {
      const options = readOptions(upload.mapping);
      const file = await openLeadFile(upload, options, this.#options.limits);
      try {
        const reading = await columnsOf(storedHeaders(file), options, {
          mappings: this.#mappings,
          userRef,
        });
        return { keep: false, result: await previewOf(file, reading) };
      } finally {
        await file.close();
      }
    });
  }

  /**
   * Asks for the end of an import; nothing of it is stored.
   *
   * @returns whether it has ended already or will in a moment
   * @throws NotFoundError, ConflictError when it has come to its end by itself.
   */
  async cancel(
    id: string,
    record: Recording,
  ): Promise<'cancelled' | 'cancelling'> {
    const { knex, imports } = this.#options;
    const result = await knex.transaction(async trx => {
      const outcome = await imports.requestCancel(trx, id);
      if (outcome === 'unknown') throw unknownImport(id);
      if (outcome === 'ended') {
        throw new ConflictError(
          'This import has ended; there is nothing to cancel. Undo it to take its leads back',
        );
      }
      await record(trx, { target: { type: 'import', id } });
      return outcome;
    });
    this.#options.onChange();
    await this.#forget(id);
    return result === 'cancelled' ? 'cancelled' : 'cancelling';
  }

  /**
   * Takes a completed import back, as far as nobody has built on it.
   *
   * @throws NotFoundError, ConflictError when there is nothing to take back, or
   * another import is storing.
   */
  async undo(
    id: string,
    userRef: string,
    record: Recording,
  ): Promise<UndoResult> {
    const { knex, imports, list, onChange, onStored } = this.#options;
    const found = (await list.byIds([id])).get(id);
    if (!found) throw unknownImport(id);
    const result = await knex.transaction(async trx => {
      await lockLeads(trx, { waitMs: UNDO_WAIT_MS });
      const taken = await undoImport(trx, { import_id: id, user_ref: userRef });
      const undone = {
        ...taken,
        kept: found.successful - taken.removed - taken.restored,
      };
      if (!(await imports.undone(trx, id, undone))) throw notUndoable(found);
      await record(trx, {
        target: { type: 'import', id },
        details: { ...undone },
      });
      return undone;
    });
    onChange();
    onStored();
    return result;
  }

  /** Runs what is next, as many as may run at once. */
  #next(): void {
    while (this.#running.size < AT_ONCE || this.#stopped.signal.aborted) {
      const order = this.#waiting.shift();
      if (!order) return;
      const run = this.#run(order).finally(() => {
        this.#running.delete(run);
        this.#next();
      });
      this.#running.add(run);
    }
  }

  async #run(order: AcceptedImport): Promise<void> {
    const options = { ...this.#options, threads: this.#threads };
    await runImport(order, options, this.#stopped.signal);
    await removeFile(order.file.path);
    this.#options.onStored();
  }

  /** One that waits here need not wait for its turn to be forgotten. */
  async #forget(id: string): Promise<void> {
    const at = this.#waiting.findIndex(order => order.id === id);
    const [order] = at < 0 ? [] : this.#waiting.splice(at, 1);
    if (order) await removeFile(order.file.path);
  }

  async #withFile<T>(
    request: Request,
    work: (upload: Upload) => Promise<{ keep: boolean; result: T }>,
  ): Promise<T> {
    if (this.#waiting.length >= MAX_WAITING) {
      throw new RequestError(
        429,
        'TooManyRequestsError',
        `${MAX_WAITING} imports are waiting already; try again when some of them have ended`,
      );
    }
    const upload = await receiveUpload(request, {
      path: this.#options.folder.newPath(),
      maxFileBytes: this.#options.limits.maxFileBytes,
    });
    let kept = false;
    try {
      const { keep, result } = await work(upload);
      kept = keep;
      return result;
    } finally {
      if (!kept) await removeFile(upload.path);
    }
  }
}

async function removeFile(path: string): Promise<void> {
  await fs.rm(path, { force: true });
}

/** An import that does not exist, or whose id cannot be one. */
export function unknownImport(id: string): NotFoundError {
  return new NotFoundError(`There is no import '${id.slice(0, 60)}'`);
}

function notUndoable({ status, dry_run: dryRun }: ImportSummary) {
  if (dryRun) {
    return new ConflictError('This was a dry run; it stored no lead');
  }
  return new ConflictError(
    status === 'completed' || status === 'undone'
      ? 'This import has been undone already'
      : `This import is ${status}; only a completed one can be undone`,
  );
}
