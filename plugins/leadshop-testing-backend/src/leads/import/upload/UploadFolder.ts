/*
 * Where uploaded files are until their import has ended. Each process has a
 * folder of its own, readable by nobody else, below one that all processes of
 * the machine share. A process that is killed leaves its folder behind; the next
 * one to start, and every living one from time to time, removes the folders of
 * those that have ended: on this host no process has the number in its name, or
 * (numbers are used again, and hosts may share a disk) nobody has touched it for
 * long.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { LoggerService } from '@backstage/backend-plugin-api';

const TOUCH_EVERY_MS = 60_000;
const ABANDONED_AFTER_MS = 10 * TOUCH_EVERY_MS;

/** The folder of this process. */
export class UploadFolder {
  readonly #shared: string;
  readonly #own: string;
  readonly #logger: LoggerService;
  #timer: NodeJS.Timeout | undefined;

  /** @param options - `shared`: the folder of all processes; may not exist yet */
  constructor(options: { logger: LoggerService; shared: string }) {
    this.#logger = options.logger;
    this.#shared = options.shared;
    this.#own = path.join(
      this.#shared,
      [os.hostname(), process.pid, randomUUID()].join('_'),
    );
  }

  /** Makes the folder, and removes what dead processes have left. */
  async open(): Promise<void> {
    await fs.mkdir(this.#own, { recursive: true, mode: 0o700 });
    await this.#sweep();
    this.#timer = setInterval(() => {
      this.#touch().catch(error =>
        this.#logger.warn(`Could not look after uploaded files: ${error}`),
      );
    }, TOUCH_EVERY_MS);
    this.#timer.unref();
  }

  /** Path of a file that does not exist yet. */
  newPath(): string {
    return path.join(this.#own, randomUUID());
  }

  /** Removes the folder with all that is in it. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await fs.rm(this.#own, { recursive: true, force: true });
  }

  async #touch(): Promise<void> {
    const now = new Date();
    await fs.utimes(this.#own, now, now);
    await this.#sweep();
  }

  async #sweep(): Promise<void> {
    for (const name of await fs.readdir(this.#shared)) {
      const folder = path.join(this.#shared, name);
      if (folder !== this.#own && (await this.#isAbandoned(folder))) {
        await fs.rm(folder, { recursive: true, force: true });
        this.#logger.info('Removed files that a killed process had left');
      }
    }
  }

  async #isAbandoned(folder: string): Promise<boolean> {
    const [host, pid] = path.basename(folder).split('_');
    if (host === os.hostname() && !isRunning(Number(pid))) return true;
    const stat = await fs.stat(folder).catch(() => undefined);
    return !!stat && Date.now() - stat.mtimeMs > ABANDONED_AFTER_MS;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process runs, though we may not signal it
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
