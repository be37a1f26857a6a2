import { Worker } from 'node:worker_threads';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { FileRow, ImportLimits } from './LeadFile';
import { tooLarge, unreadable, unsupportedFile } from './refusals';

/** A workbook on disk. */
export interface WorkbookFile {
  path: string;
  size: number;
  /** By its contents, not by its name. */
  format: 'xlsx' | 'xls';
}

/** What is known of a workbook before its rows are read. */
export interface OpenedSheet {
  sheets: string[];
  sheet: string;
  /** Null: the sheet is empty. */
  header: FileRow | null;
}

/** Some rows, and the share of the sheet up to there; undefined at its end. */
export type SheetRows = { rows: FileRow[]; share: number } | undefined;

type Message =
  | { opened: OpenedSheet }
  | { rows: FileRow[]; share: number }
  | { end: true }
  | {
      refused: {
        kind: 'broken' | 'too_large' | 'unsupported';
        message: string;
      };
    };

const REFUSALS = {
  broken: unreadable,
  too_large: tooLarge,
  unsupported: unsupportedFile,
};

// The texts of a workbook are held at once; a hundred thousand leads have 50 MB
const HEAP_LIMIT_MB = 512;
// Far more than any step takes; a hostile workbook can keep the thread busy
const REPLY_WITHIN_MS = 60_000;

/**
 * One workbook in a worker thread. The thread is asked for each batch of rows;
 * one request is always ahead, so that both threads work at once.
 */
export class SheetReader {
  readonly #worker: Worker;
  readonly #replyWithinMs: number;
  readonly #messages: Message[] = [];
  #failure: Error | undefined;
  #wake = () => {};

  private constructor(worker: Worker, replyWithinMs: number) {
    this.#worker = worker;
    this.#replyWithinMs = replyWithinMs;
    worker.on('message', (message: Message) => {
      this.#messages.push(message);
      this.#wake();
    });
    worker.on('error', error => this.stop(crashed(error)));
    worker.on('exit', () =>
      this.stop(new Error('The thread that reads workbooks ended')),
    );
  }

  /** Starts to read a workbook; close it. */
  static async open(
    file: WorkbookFile,
    sheet: string | undefined,
    limits: ImportLimits,
    {
      heapMb = HEAP_LIMIT_MB,
      replyWithinMs = REPLY_WITHIN_MS,
    }: { heapMb?: number; replyWithinMs?: number } = {},
  ): Promise<{ reader: SheetReader; opened: OpenedSheet }> {
    const worker = new Worker(
      resolvePackagePath(
        '@leadshop/backstage-plugin-leadshop-testing-backend',
        'workers/sheet-reader.mjs',
      ),
      {
        workerData: {
          format: file.format,
          path: file.path,
          size: file.size,
          sheet,
          limits,
        },
        resourceLimits: { maxOldGenerationSizeMb: heapMb },
        // Flags of the main thread, such as a loader, are not for this one
        execArgv: [],
      },
    );
    const reader = new SheetReader(worker, replyWithinMs);
    try {
      const message = await reader.#message();
      if (!('opened' in message)) throw new Error('The sheet was not opened');
      worker.postMessage('more');
      return { reader, opened: message.opened };
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  async next(): Promise<SheetRows> {
    const message = await this.#message();
    if (!('rows' in message)) return undefined;
    this.#worker.postMessage('more');
    return message;
  }

  /** Lets who waits for rows fail. What has come is still given. */
  stop(reason: Error) {
    this.#failure ??= reason;
    this.#wake();
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Waits for something to happen, for so long as the thread may take. */
  async #reply(): Promise<void> {
    const late = setTimeout(() => this.stop(tooSlow()), this.#replyWithinMs);
    await new Promise<void>(resolve => {
      this.#wake = resolve;
    });
    clearTimeout(late);
  }

  async #message(): Promise<Message> {
    for (;;) {
      const message = this.#messages.shift();
      if (message && 'refused' in message) {
        const { kind, message: says } = message.refused;
        throw REFUSALS[kind](says);
      }
      if (message) return message;
      if (this.#failure) throw this.#failure;
      await this.#reply();
    }
  }
}

function tooSlow(): Error {
  return tooLarge(
    'The workbook takes too long to read; split it, or save the sheet as .csv',
  );
}

function crashed(error: Error & { code?: string }): Error {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? tooLarge(
        'The workbook takes more memory than an import may use; split it, or save the sheet as .csv',
      )
    : error;
}
