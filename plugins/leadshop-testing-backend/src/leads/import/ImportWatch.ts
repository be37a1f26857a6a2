/*
 * Looks after an import that is under way: writes down how far it is, twice a
 * second at most, finds out on the way whether it is still wanted, and ends it
 * when it is not, also in the middle of a statement.
 */
import { Knex } from 'knex';
import { ClientBase } from 'pg';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ImportProgress, ImportStore } from '../../store/ImportStore';

const LOOK_EVERY_MS = 500;

/** An import's progress, and the signal that ends it. */
export class ImportWatch {
  readonly #id: string;
  readonly #options: {
    knex: Knex;
    imports: ImportStore;
    logger: LoggerService;
    onChange: () => void;
  };
  readonly #ending = new AbortController();
  readonly #stopped: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #progress: ImportProgress = { phase: null, processed: 0, total: null };
  #written = this.#progress;
  #looking: Promise<void> | undefined;
  #connection: ClientBase | undefined;
  #cancelling: Promise<unknown> | undefined;

  /** @param stopped - aborts when the backend stops */
  constructor(
    id: string,
    options: {
      knex: Knex;
      imports: ImportStore;
      logger: LoggerService;
      onChange: () => void;
    },
    stopped: AbortSignal,
  ) {
    this.#id = id;
    this.#options = options;
    this.#stopped = stopped;
    this.#timer = setInterval(() => {
      // Once more: the first time it may have been between two statements
      if (this.signal.aborted) this.#cancelStatement();
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
    }, LOOK_EVERY_MS);
    if (stopped.aborted) this.#abort();
    else stopped.addEventListener('abort', this.#abort);
  }

  /** Aborts when the import is to end. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** From now on the end of the import ends what this connection is at. */
  guard(connection: ClientBase): void {
    this.#connection = connection;
  }

  /** It is its turn. */
  begin(): void {
    this.#progress = { phase: 'reading', processed: 0, total: null };
  }

  /** Rows read so far, and the share of the file that they are. */
  read(rows: number, share: number): void {
    this.#progress = {
      phase: 'reading',
      processed: rows,
      total: share > 0 ? Math.max(rows, Math.round(rows / share)) : null,
    };
  }

  /** The file is read; this comes next. @throws when the import is to end. */
  at(phase: ImportProgress['phase']): void {
    this.signal.throwIfAborted();
    const { processed } = this.#progress;
    this.#progress = { phase, processed, total: processed };
  }

  /**
   * Writes nothing more, and lets go of the connection. To be called before the
   * transaction ends: its connection goes to somebody else, who must not be
   * disturbed, and it is about to write what the watch would.
   */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopped.removeEventListener('abort', this.#abort);
    await this.#looking;
    this.#connection = undefined;
    await this.#cancelling;
  }

  readonly #abort = () => {
    this.#ending.abort(new Error('The import was ended'));
    this.#cancelStatement();
  };

  async #look(): Promise<void> {
    const { imports, logger, onChange } = this.#options;
    const progress = this.#progress;
    try {
      const changed = progress !== this.#written;
      const wanted = changed
        ? await imports.progress(this.#id, progress)
        : await imports.isWanted(this.#id);
      this.#written = progress;
      if (!wanted) this.#abort();
      else if (changed) onChange();
    } catch (error) {
      logger.debug(`Could not write down the progress of an import: ${error}`);
    }
  }

  #cancelStatement() {
    const { knex, logger } = this.#options;
    const { processID } = (this.#connection ?? {}) as { processID?: number };
    if (processID === undefined) return;
    this.#cancelling ??= knex
      .raw('SELECT pg_cancel_backend(?)', [processID])
      .catch(error => logger.debug(`Could not end a statement: ${error}`))
      .then(() => {
        this.#cancelling = undefined;
      });
  }
}
