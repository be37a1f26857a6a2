import { Expiring, inChunks } from './expiring';

const EVENTS_AT_ONCE = 5_000;

/**
 * From the oldest on, up to the first that stays: a feed without holes can say
 * how far back it goes, and who resumes from before that starts afresh. Events of
 * tests that are stored stay, so that their logs are whole, and so does the last
 * event of all: new ones are counted on from it.
 */
const DELETE = `WITH oldest AS MATERIALIZED (
    SELECT id, created_at FROM feed_events WHERE id > :from ORDER BY id
    LIMIT ${EVENTS_AT_ONCE}
  ), keep AS MATERIALIZED (
    SELECT least(CAST(:before AS timestamptz),
        (SELECT min(created_at) FROM test_executions)) AS since,
      (SELECT max(id) FROM feed_events) AS last
  ), bound AS MATERIALIZED (
    SELECT coalesce(
      (SELECT min(o.id) FROM oldest o, keep k WHERE o.created_at >= k.since OR o.id = k.last),
      (SELECT max(id) + 1 FROM oldest)) AS id
  ), deleted AS (
    DELETE FROM feed_events f USING bound b WHERE f.id > :from AND f.id < b.id
    RETURNING f.id
  )
  SELECT count(*)::int AS deleted, max(id)::text AS last FROM deleted`;

/** Deletes events of the live feed from before a time. */
export function deleteExpiredFeed(
  expiring: Expiring,
  before: Date,
): AsyncGenerator<number> {
  return inChunks(expiring, 0, async (trx, from) => {
    const { rows } = await trx.raw(DELETE, { from, before });
    const [{ deleted, last }] = rows as {
      deleted: number;
      last: string | null;
    }[];
    return {
      deleted,
      next: deleted < EVENTS_AT_ONCE ? undefined : Number(last),
    };
  });
}
