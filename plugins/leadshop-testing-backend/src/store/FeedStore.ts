/*
 * SQL of the feed. How it is read without losing events: live/Watermark.ts.
 *
 * `channel` says whom an event is for: `test` for followers of the test and for
 * the lists that show it, `test_log` for followers of the test alone (see
 * BatchOrders), `batch` and `import` for whoever follows those, `alert` for who
 * sees system metrics. Events of batches, imports and alerts say only that there is something new: the newest state is read when
 * it is told.
 */
import { Knex } from 'knex';
import { Changes, noChanges, note, NotedRow } from './changes';
import { FeedRow, StepRow, TestFeedRow } from './rows';

/** NOTIFY channel that says "there is something new in feed_events". */
export const FEED_CHANNEL = 'leadshop_testing_feed';

/** A look at the feed: the ids that one snapshot saw. */
export interface FeedLook {
  /** Oldest transaction still open; 64 bit. */
  xmin: bigint;
  ids: number[];
}

/** Reads the feed. */
export class FeedStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Highest id given out to a committed event. */
  async lastId(): Promise<number> {
    const { rows } = await this.#knex.raw(
      `SELECT coalesce(max(id), 0)::text AS id FROM feed_events`,
    );
    return Number(rows[0].id);
  }

  /** Ids after an id, and the oldest transaction open when they were seen. */
  async look(after: number, limit: number): Promise<FeedLook> {
    const { rows } = await this.#knex.raw(
      `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin,
         ARRAY(SELECT id FROM feed_events WHERE id > ? ORDER BY id LIMIT ?)::text[] AS ids`,
      [after, limit],
    );
    const [{ xmin, ids }] = rows as { xmin: string; ids: string[] }[];
    return { xmin: BigInt(xmin), ids: ids.map(Number) };
  }

  /**
   * Events of a range of ids, in order.
   *
   * @param all - false: only those that workers must hear of
   */
  async range(
    range: { after: number; until: number },
    all: boolean,
  ): Promise<FeedRow[]> {
    const query = this.#knex<FeedRow>('feed_events')
      .select('id', 'channel', 'type', 'test_id', 'payload', 'created_at')
      .where('id', '>', range.after)
      .where('id', '<=', range.until)
      .orderBy('id');
    if (!all) query.whereRaw(`payload->>'kind' = 'cancel_requested'`);
    return query;
  }

  /** A transaction number that is above all those given out before. */
  async marker(): Promise<bigint> {
    const { rows } = await this.#knex.raw(
      `SELECT pg_current_xact_id()::text AS xid`,
    );
    return BigInt(rows[0].xid);
  }

  /** A test's events after an id; up to `until` when given. */
  async ofTest(
    testId: string,
    range: { after: number; until?: number },
    limit: number,
  ): Promise<TestFeedRow[]> {
    const query = this.#knex<TestFeedRow>('feed_events')
      .select('id', 'channel', 'type', 'test_id', 'payload', 'created_at')
      .where('test_id', testId)
      .where('id', '>', range.after)
      .orderBy('id')
      .limit(limit);
    if (range.until !== undefined) query.where('id', '<=', range.until);
    return query;
  }

  /**
   * What has changed in a range of ids.
   *
   * @returns undefined when the range reaches back before the oldest event that
   * is kept, or holds more than `limit` events.
   */
  async changed(
    range: { after: number; until: number },
    limit: number,
  ): Promise<Changes | undefined> {
    const changes = noChanges();
    if (range.until <= range.after) return changes;
    if ((await this.#oldestId()) > range.after + 1) return undefined;
    const rows: NotedRow[] = await this.#knex('feed_events')
      .select(
        'channel',
        'test_id',
        this.#knex.raw(
          `CASE WHEN channel IN ('batch', 'import', 'alert') THEN payload END AS payload`,
        ),
      )
      .where('id', '>', range.after)
      .where('id', '<=', range.until)
      .orderBy('id')
      .limit(limit + 1);
    if (rows.length > limit) return undefined;
    for (const row of rows) note(changes, row);
    return changes;
  }

  async #oldestId(): Promise<number> {
    const { rows } = await this.#knex.raw(
      `SELECT coalesce(min(id), 0)::text AS id FROM feed_events`,
    );
    return Number(rows[0].id);
  }

  /** Tells the other replicas that there is something new. */
  async notify(): Promise<void> {
    await this.#knex.raw(`SELECT pg_notify(?, '')`, [FEED_CHANNEL]);
  }

  /** When each step of a test that is under way began. */
  async runningSince(
    testId: string,
  ): Promise<Map<string, StepRow['started_at']>> {
    const { rows } = await this.#knex.raw(
      `SELECT payload->'step'->>'step_name' AS step_name, max(created_at) AS since
       FROM feed_events
       WHERE test_id = ? AND payload->>'kind' = 'step_started'
       GROUP BY 1`,
      [testId],
    );
    return new Map(
      (rows as { step_name: string; since: Date }[]).map(row => [
        row.step_name,
        row.since,
      ]),
    );
  }
}
