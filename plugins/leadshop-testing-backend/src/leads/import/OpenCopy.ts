/*
 * A COPY that stays open while rows come in. Between two statements the database
 * waits until this process has had its turn, several times; with both processors
 * busy that takes as long as storing a few hundred rows.
 */
import { finished } from 'node:stream/promises';
import { ClientBase } from 'pg';
import { CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';

/**
 * Fewer bytes may still be on their way when they count as written, as they fit into
 * the buffer of the connection (64 KB in Node 22, less before); so they are copied.
 */
const MAX_BUFFERED_BYTES = 128 * 1024;

/** A COPY into a table. */
export class OpenCopy {
  readonly #stream: CopyStreamQuery;
  readonly #signal: AbortSignal;
  /** Ends with the statement. */
  readonly #ended: Promise<void>;
  #hasFailed = false;

  /**
   * @param client - the connection of the transaction, for this alone until the end
   * @param target - the table and its columns, as SQL
   * @param signal - ends the statement, which then fails
   */
  constructor(client: ClientBase, target: string, signal: AbortSignal) {
    signal.throwIfAborted();
    this.#stream = client.query(copyFrom(`COPY ${target} FROM STDIN`));
    this.#signal = signal;
    this.#ended = finished(this.#stream);
    // Who writes or ends hears of it
    this.#ended.catch(() => {});
    this.#stream.on('error', () => {
      this.#hasFailed = true;
    });
    signal.addEventListener('abort', this.#fail);
  }

  /**
   * Writes lines in the text format of COPY, as fast as the database takes them.
   * When it returns, `lines` can be overwritten.
   */
  async write(lines: Uint8Array): Promise<void> {
    const bytes =
      lines.length < MAX_BUFFERED_BYTES ? Buffer.from(lines) : lines;
    const written = new Promise<void>((resolve, reject) =>
      this.#stream.write(bytes, error => (error ? reject(error) : resolve())),
    );
    // After an error nothing is written any more
    await Promise.race([written, this.#ended]);
  }

  /** Waits until everything is stored. */
  async end(): Promise<void> {
    this.#stream.end();
    try {
      await this.#ended;
    } finally {
      this.#signal.removeEventListener('abort', this.#fail);
    }
  }

  /** Lets the statement fail if it has not ended; then the connection is free. */
  async abandon(): Promise<void> {
    this.#fail();
    this.#signal.removeEventListener('abort', this.#fail);
    await this.#ended.catch(() => {});
  }

  readonly #fail = () => {
    // One that has failed is no more, and the stream would not know
    if (this.#hasFailed) return;
    this.#stream.destroy(new Error('The import was ended'));
  };
}
