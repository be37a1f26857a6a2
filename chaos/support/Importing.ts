import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LeadImport } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { writeCsv } from '../../benchmarks/support/leadRows';

const ROWS = 20_000;
const LOOK_EVERY_MS = 500;

/** Imports a file of leads again and again. */
export class Importing {
  readonly #options: {
    url: string;
    headers: Record<string, string>;
    folder: string;
  };
  #running: Promise<void> | undefined;
  #stopped = false;
  /** Rows of imports that have ended. */
  rows = 0;
  failed = 0;

  constructor(options: {
    url: string;
    headers: Record<string, string>;
    folder: string;
  }) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    const file = path.join(this.#options.folder, 'leads.csv');
    await writeCsv(file, ROWS);
    const csv = new Blob([await readFile(file)]);
    while (!this.#stopped) {
      try {
        await this.#importOnce(csv);
      } catch (error) {
        this.failed += 1;
        process.stderr.write(`An import failed: ${error}\n`);
        await sleep(LOOK_EVERY_MS);
      }
    }
  }

  async #importOnce(csv: Blob): Promise<void> {
    const { url, headers } = this.#options;
    const form = new FormData();
    form.append('file', csv, 'leads.csv');
    const answer = await fetch(`${url}/leads/imports`, {
      method: 'POST',
      headers,
      body: form,
    });
    const text = await answer.text();
    if (answer.status !== 202) throw new Error(`${answer.status} ${text}`);
    const { import_id: id } = JSON.parse(text) as { import_id: string };
    for (;;) {
      const response = await fetch(`${url}/leads/imports/${id}`, { headers });
      const found = (await response.json()) as LeadImport;
      if (found.completed_at) {
        if (found.status !== 'completed') {
          throw new Error(`it ended as ${found.status}`);
        }
        this.rows += found.processed;
        return;
      }
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Waits for the import under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }
}
