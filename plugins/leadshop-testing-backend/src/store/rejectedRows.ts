/**
 * SQL: rows of imported files that are about these leads, as import_id and row:
 * those that were told to be the same lead, and those with an e-mail address that
 * one of them ever had. A row without a readable address is nobody's.
 *
 * @param leads - SQL: the column `id`
 */
export function rejectedRowsOf(leads: string): string {
  return `
    SELECT i.import_id, i.row FROM import_errors i
    JOIN (${leads}) p ON p.id = i.duplicate_lead_id
    UNION
    SELECT i.import_id, i.row FROM import_errors i
    JOIN (
      SELECT l.email_key AS key FROM leads l JOIN (${leads}) p ON p.id = l.id
      UNION
      SELECT lower(v.email) FROM lead_events e JOIN (${leads}) p ON p.id = e.lead_id
      CROSS JOIN LATERAL (VALUES (e.changes->'email'->>'before'),
        (e.changes->'email'->>'after')) AS v(email)
    ) k ON k.key = i.email_key`;
}
