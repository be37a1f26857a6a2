import {
  DatabaseService,
  LoggerService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { connectionSettings } from '../queue/databasePool';
import { migrate } from './migrate';

/** Where the migrations are. */
export const MIGRATIONS = resolvePackagePath(
  '@leadshop/backstage-plugin-leadshop-testing-backend',
  'migrations',
);

/**
 * The plugin's database with its tables.
 *
 * @throws Error when it is not PostgreSQL.
 */
export async function openDatabase(
  database: DatabaseService,
  logger: LoggerService,
): Promise<Knex> {
  const knex = await database.getClient();
  await connectionSettings(knex);
  if (!database.migrations?.skip) {
    await migrate(knex, { directory: MIGRATIONS, logger });
  }
  return knex;
}
