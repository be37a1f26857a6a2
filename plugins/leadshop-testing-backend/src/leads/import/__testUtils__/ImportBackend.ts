import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import {
  Caller,
  databases,
  startBackend,
  TestBackend,
} from '../../../__testUtils__/backend';
import { lockLeads } from '../../../store/leadsLock';

/** A backend for tests of imports, with a folder of its own for uploads. */
export class ImportBackend {
  private constructor(
    readonly backend: TestBackend,
    readonly knex: Knex,
    readonly sandbox: Sandbox,
    readonly folder: string,
  ) {}

  /** @param settings - of `leadshopTesting.import` */
  static async start(settings: JsonObject = {}): Promise<ImportBackend> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'imports-test-'));
    const sandbox = await startSandbox({
      httpPort: 0,
      httpsPort: 0,
      smtpPort: 0,
    });
    const knex = await databases.init('POSTGRES_18');
    const backend = await startBackend({
      knex,
      sandbox,
      workingDirectory: folder,
      config: { import: settings },
    });
    return new ImportBackend(backend, knex, sandbox, folder);
  }

  /** One who may import. */
  get caller(): Caller {
    return this.backend.as('qa_manager');
  }

  async stop(): Promise<void> {
    await this.backend.stop();
    await this.sandbox.stop();
    await fs.rm(this.folder, { recursive: true, force: true });
  }

  /** Forgets all leads and imports. */
  async empty(): Promise<void> {
    await this.knex.raw('TRUNCATE leads, imports, import_mappings CASCADE');
  }

  /** Business names of all leads, in their order. */
  async names(): Promise<string[]> {
    return this.knex('leads').orderBy('id').pluck('business_name');
  }

  /** Names of the files that wait on disk. */
  async uploadedFiles(): Promise<string[]> {
    const entries = await fs.readdir(this.folder, {
      recursive: true,
      withFileTypes: true,
    });
    return entries.filter(entry => entry.isFile()).map(entry => entry.name);
  }

  /** Holds what an import waits for before it compares and stores. */
  async holdingLeads<T>(work: () => Promise<T>): Promise<T> {
    return this.knex.transaction(async trx => {
      await lockLeads(trx);
      return work();
    });
  }
}
