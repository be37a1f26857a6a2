/* Deletes figures that nobody asks for any more, a few thousand rows at a time. */
import { Knex } from 'knex';
import { MAX_METRICS_DAYS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ROLLUPS } from './increments';
import { DAY_MS } from './period';

const CHUNK = 5_000;
/** The longest period and the one before it, which it is compared with. */
const KEPT_DAYS = 2 * MAX_METRICS_DAYS + 1;

async function deleteOld(
  db: Knex,
  table: string,
  condition: string,
  before: Date,
): Promise<void> {
  for (;;) {
    const { rowCount } = await db.raw(
      `DELETE FROM ?? WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM ?? WHERE ${condition} LIMIT ${CHUNK}))`,
      [table, table, before],
    );
    if (rowCount < CHUNK) return;
  }
}

/** Deletes what is older than any period reaches. */
export async function deleteOldFigures(db: Knex, now: Date): Promise<void> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
  for (const { table } of ROLLUPS) {
    await deleteOld(db, table, 'at < ?', daysAgo(KEPT_DAYS));
  }
  for (const table of ['system_metrics', 'provider_metrics']) {
    await deleteOld(db, table, 'recorded_at < ?', daysAgo(MAX_METRICS_DAYS));
  }
}
