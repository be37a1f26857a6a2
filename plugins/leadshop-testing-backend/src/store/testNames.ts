import { Knex } from 'knex';

/** The business that a test is of; null: none was named, or no such test. */
export async function businessOfTest(
  db: Knex,
  testId: string,
): Promise<string | null> {
  const { rows } = await db.raw(
    `SELECT lead_data->>'business_name' AS name FROM test_executions WHERE id = ?`,
    [testId],
  );
  return rows[0]?.name ?? null;
}
