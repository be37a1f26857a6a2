/* How PostgreSQL means to run what a store asks. */
import { Knex } from 'knex';

/** A statement, and its plan as text. */
export interface PlannedStatement {
  sql: string;
  plan: string;
}

/**
 * Plans of what some work asks, with what its transaction sets.
 *
 * @param options - `asRun`: run it once more, and leave out the scans that it never
 * came to; for what only reads
 */
export async function plansOf(
  knex: Knex,
  work: () => Promise<unknown>,
  options: { asRun?: boolean } = {},
): Promise<PlannedStatement[]> {
  const explain = options.asRun
    ? 'EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF)'
    : 'EXPLAIN';
  const asked: { sql: string; bindings: Knex.Value[] }[] = [];
  const note = (query: (typeof asked)[number]) => void asked.push(query);
  knex.on('query', note);
  await work();
  knex.removeListener('query', note);
  return knex.transaction(async trx => {
    const planned: PlannedStatement[] = [];
    for (const { sql, bindings } of asked) {
      if (sql.startsWith('SET ')) await trx.raw(sql);
      if (!/^\s*(SELECT|WITH|DELETE)\b/i.test(sql)) continue;
      const { rows } = await trx.raw(
        `${explain} ${sql.replace(/\$\d+/g, '?')}`,
        bindings,
      );
      const lines = (rows as { 'QUERY PLAN': string }[])
        .map(row => row['QUERY PLAN'])
        .filter(line => !line.endsWith('(never executed)'));
      planned.push({ sql, plan: lines.join('\n') });
    }
    return planned;
  });
}
