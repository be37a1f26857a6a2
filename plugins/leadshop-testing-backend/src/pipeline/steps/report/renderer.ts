import { Worker } from 'node:worker_threads';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { PdfDocument } from './pdfNodes';

/** What is in a PDF. */
export interface InspectedPdf {
  pages: number;
  text: string;
}

/** Makes PDFs and reads them back, beside the main thread. */
export interface ReportRenderer {
  render(
    document: PdfDocument,
    options: { signal: AbortSignal },
  ): Promise<Uint8Array>;
  /** Throws when the bytes are no readable PDF. */
  inspect(
    pdf: Uint8Array,
    options: { signal: AbortSignal },
  ): Promise<InspectedPdf>;
  /** Ends the worker; what waits is rejected. */
  close(): Promise<void>;
}

interface Job {
  id: number;
  kind: 'render' | 'inspect';
  payload: unknown;
  settle(outcome: { result?: unknown; error?: Error }): void;
}

interface Reply {
  id: number;
  result?: unknown;
  error?: string;
}

const QUEUE_LIMIT = 100;
const JOB_TIMEOUT_MS = 30_000;
const HEAP_LIMIT_MB = 512;

/**
 * One worker thread that lives as long as it is well, and does one job at a
 * time; the others wait in order, up to a limit. A job that crashes the thread
 * or takes too long fails alone: the next one gets a new thread.
 */
class WorkerReportRenderer implements ReportRenderer {
  readonly #script: string;
  readonly #waiting: Job[] = [];
  #worker: Worker | undefined;
  #current: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastId = 0;
  #closed = false;

  constructor(script: string) {
    this.#script = script;
  }

  async render(document: PdfDocument, options: { signal: AbortSignal }) {
    return (await this.#do('render', document, options)) as Uint8Array;
  }

  async inspect(pdf: Uint8Array, options: { signal: AbortSignal }) {
    // A copy: what is posted to another thread may be taken over by it
    const bytes = Uint8Array.from(pdf);
    return (await this.#do('inspect', bytes, options)) as InspectedPdf;
  }

  async close() {
    this.#closed = true;
    const error = new Error('The report renderer is closed');
    this.#waiting.splice(0).forEach(job => job.settle({ error }));
    await this.#replaceWorker(error);
  }

  #do(
    kind: Job['kind'],
    payload: unknown,
    { signal }: { signal: AbortSignal },
  ): Promise<unknown> {
    signal.throwIfAborted();
    if (this.#closed) throw new Error('The report renderer is closed');
    if (this.#waiting.length >= QUEUE_LIMIT) {
      throw new Error(
        `${QUEUE_LIMIT} reports are already waiting to be made; run fewer tests at once or add a replica`,
      );
    }
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      const id = this.#lastId;
      const onAbort = () => {
        const place = this.#waiting.findIndex(job => job.id === id);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push({
        id,
        kind,
        payload,
        settle: ({ result, error }) => {
          signal.removeEventListener('abort', onAbort);
          if (error) reject(error);
          else resolve(result);
        },
      });
      this.#next();
    });
  }

  #next() {
    if (this.#current) return;
    const job = this.#waiting.shift();
    if (!job) {
      // An idle thread must not keep the process alive
      this.#worker?.unref();
      return;
    }
    this.#current = job;
    this.#worker ??= this.#startWorker();
    this.#worker.ref();
    this.#timer = setTimeout(
      () =>
        this.#replaceWorker(
          new Error(`A PDF took longer than ${JOB_TIMEOUT_MS / 1000} s`),
        ),
      JOB_TIMEOUT_MS,
    );
    const { id, kind, payload } = job;
    try {
      this.#worker.postMessage({ id, kind, payload });
    } catch (error) {
      // It holds something that cannot be sent to a thread
      this.#finish({ error: error as Error });
    }
  }

  #startWorker(): Worker {
    const worker = new Worker(this.#script, {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
      // Flags of the main thread, such as a loader, are not for this one
      execArgv: [],
    });
    worker.on('message', (reply: Reply) => {
      if (reply.id !== this.#current?.id) return;
      this.#finish(
        reply.error === undefined
          ? { result: reply.result }
          : { error: new Error(reply.error) },
      );
    });
    worker.on('error', error => {
      if (worker === this.#worker) this.#replaceWorker(error);
    });
    worker.on('exit', () => {
      if (worker !== this.#worker) return;
      this.#replaceWorker(new Error('The thread that makes PDFs ended'));
    });
    return worker;
  }

  #finish(outcome: { result?: unknown; error?: Error }) {
    clearTimeout(this.#timer);
    const job = this.#current;
    this.#current = undefined;
    job?.settle(outcome);
    this.#next();
  }

  async #replaceWorker(error: Error) {
    const worker = this.#worker;
    this.#worker = undefined;
    if (this.#current) this.#finish({ error });
    await worker?.terminate();
  }
}

/** Makes the renderer of step 12. The thread starts with the first report. */
export function createReportRenderer(): ReportRenderer {
  return new WorkerReportRenderer(
    resolvePackagePath(
      '@leadshop/backstage-plugin-leadshop-testing-backend',
      'workers/report-renderer.mjs',
    ),
  );
}
