import { Expiring, inChunks } from './expiring';

const CHECKS_AT_ONCE = 5_000;

const DELETE = `WITH picked AS MATERIALIZED (
    SELECT id, checked_at FROM pipeline_health_checks
    WHERE checked_at >= :from AND checked_at < :before
    ORDER BY checked_at LIMIT ${CHECKS_AT_ONCE}
  ), deleted AS (
    DELETE FROM pipeline_health_checks h USING picked p WHERE h.id = p.id
    RETURNING p.checked_at
  )
  SELECT count(*)::int AS deleted, max(checked_at) AS last FROM deleted`;

/** Deletes checks of components from before a time. No trail: nobody's data. */
export function deleteExpiredChecks(
  { knex }: Pick<Expiring, 'knex'>,
  before: Date,
): AsyncGenerator<number> {
  return inChunks(
    { knex, record: async () => {} },
    new Date(0),
    async (trx, from) => {
      const { rows } = await trx.raw(DELETE, { from, before });
      const [{ deleted, last }] = rows as {
        deleted: number;
        last: Date | null;
      }[];
      const next = deleted < CHECKS_AT_ONCE ? undefined : last ?? undefined;
      return { deleted, next };
    },
  );
}
