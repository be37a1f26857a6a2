import { Knex } from 'knex';
import { AUDIT_COLUMNS, AuditRow } from './auditEvent';

/** A link, and its event if it is there. */
export type LinkedRow = {
  position: number;
  event_id: string;
  event_occurred_at: Date;
  link_digest: Buffer;
  link_hash: Buffer;
  link_key_id: string | null;
} & (AuditRow | { id: null });

const CHUNK = 1_000;

/** All links in their order, some at a time. */
export async function* readLinks(trx: Knex): AsyncGenerator<LinkedRow[]> {
  let after = 0;
  for (;;) {
    const { rows } = await trx.raw(
      `SELECT c.position::float8 AS position, c.event_id,
         c.occurred_at AS event_occurred_at, c.digest AS link_digest,
         c.hash AS link_hash, c.key_id AS link_key_id, ${AUDIT_COLUMNS}
       FROM audit_chain c
       LEFT JOIN audit_events e ON e.id = c.event_id AND e.occurred_at = c.occurred_at
       WHERE c.position > ? ORDER BY c.position LIMIT ${CHUNK}`,
      [after],
    );
    const links = rows as LinkedRow[];
    if (links.length === 0) return;
    yield links;
    after = links[links.length - 1].position;
  }
}
