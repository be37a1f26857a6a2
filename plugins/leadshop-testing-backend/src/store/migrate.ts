/*
 * Brings the tables up to date while other replicas run, those of the version
 * before as well (docs/decisions/0026-rolling-upgrades.md).
 *
 * - One replica at a time, by a lock that goes with its connection. Others ask
 *   for it again and again instead of waiting in the database: an index that is
 *   made CONCURRENTLY waits for whoever waits there.
 * - A statement that changes a table waits for its lock for a few seconds only,
 *   because everybody else waits behind it; then it is tried again.
 * - A newer version may have been here: what it has added does no harm.
 */
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { Client } from 'pg';
import { createClient } from '../queue/databasePool';

/** Key of the lock of whoever migrates. */
const MIGRATION_LOCK = 1_398_100_003;
const ASK_AGAIN_MS = 200;

/** Knex's own mark that somebody migrates. It outlives whoever was killed. */
const KNEX_LOCK = 'knex_migrations_lock';

/** What migrating needs. */
export interface MigrateOptions {
  directory: string;
  logger: LoggerService;
  /** How long a statement waits for a table. */
  lockTimeoutMs?: number;
  /** How often it is tried again, with a pause in between. */
  tries?: number;
  pauseMs?: number;
  /** After so long, Knex's mark is of somebody who was killed. */
  markIsOldAfterMs?: number;
}

interface Migration {
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
  /** Knex reads it of the file itself. */
  config?: { transaction?: boolean };
}

/** The files of a folder; each waits for tables only as long as it may. */
class PatientMigrations implements Knex.MigrationSource<string> {
  constructor(
    private readonly directory: string,
    private readonly lockTimeoutMs: number,
  ) {}

  async getMigrations(): Promise<string[]> {
    const names = await readdir(this.directory);
    return names.filter(name => name.endsWith('.js')).sort();
  }

  getMigrationName(name: string): string {
    return name;
  }

  async getMigration(name: string): Promise<Knex.Migration> {
    const file = path.join(this.directory, name);
    const migration: Migration = createRequire(file)(file);
    const { up, down, config } = migration;
    // Without a transaction, whoever wrote it sees to its locks
    if (config?.transaction === false) return migration;
    return {
      down,
      up: async knex => {
        await knex.raw(`SET LOCAL lock_timeout = ${this.lockTimeoutMs}`);
        await up(knex);
      },
    };
  }
}

/**
 * Brings the tables up to date, or finds that they are.
 *
 * @throws Error when a table was busy all the time.
 */
export async function migrate(
  knex: Knex,
  options: MigrateOptions,
): Promise<void> {
  const { directory, logger, lockTimeoutMs = 3_000 } = options;
  const client = await createClient(knex, {
    name: 'leadshop-testing-migrations',
    logger,
  });
  // A statement that is under way says it as well
  client.on('error', error => logger.debug(`Migrations: ${error.message}`));
  try {
    await myTurn(client);
    await dropOldMark(knex, options);
    const settings = {
      migrationSource: new PatientMigrations(directory, lockTimeoutMs),
      disableMigrationsListValidation: true,
    };
    await patiently(() => knex.migrate.latest(settings), options);
  } finally {
    await client.end();
  }
}

async function myTurn(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      `SELECT pg_try_advisory_lock($1) AS mine`,
      [MIGRATION_LOCK],
    );
    if (rows[0].mine) return;
    await sleep(ASK_AGAIN_MS);
  }
}

/**
 * Takes away the mark of somebody who was killed: whoever lives and is of this
 * version holds our lock, and one of an older version has its time to end.
 */
async function dropOldMark(
  knex: Knex,
  { logger, markIsOldAfterMs = 30_000 }: MigrateOptions,
): Promise<void> {
  const until = Date.now() + markIsOldAfterMs;
  while (await isMarked(knex)) {
    if (Date.now() >= until) {
      logger.warn(
        'A backend was killed while it changed the tables; going on where it was',
      );
      await knex(KNEX_LOCK).update({ is_locked: 0 });
      return;
    }
    await sleep(ASK_AGAIN_MS);
  }
}

async function isMarked(knex: Knex): Promise<boolean> {
  if (!(await knex.schema.hasTable(KNEX_LOCK))) return false;
  const row = await knex(KNEX_LOCK).where({ is_locked: 1 }).first();
  return row !== undefined;
}

/** Tries again while a table is busy. */
async function patiently(
  work: () => Promise<unknown>,
  { logger, tries = 60, pauseMs = 1_000 }: MigrateOptions,
): Promise<void> {
  for (let left = tries; ; left -= 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (left <= 1) {
        throw new Error(
          `The tables of LeadShop Testing could not be changed, because they were busy all the time (${error}). Look for long transactions in pg_stat_activity, end them, and start this backend again.`,
        );
      }
      logger.warn(
        'The tables are busy; they are changed as soon as somebody else has ended',
      );
      await sleep(pauseMs);
    }
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

function isBusy(error: unknown): boolean {
  const { code, name } = error as { code?: string; name?: string };
  return code === LOCK_NOT_AVAILABLE || name === 'MigrationLocked';
}
