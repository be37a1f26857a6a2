const LENGTHS = [
  ['business_name', 200, true],
  ['website_url', 2048, true],
  ['email', 254, false],
  ['contact_name', 200, false],
  ['phone', 40, false],
  ['industry', 120, false],
  ['naics_code', 6, false],
  ['location', 300, false],
  ['notes', 5000, false],
];

/** The same checks, as `check` says them; the table is read once for all of them. */
async function replaceChecks(knex, check) {
  const changes = LENGTHS.flatMap(([column, max, isFilled]) => [
    `DROP CONSTRAINT leads_${column}_check`,
    `ADD CONSTRAINT leads_${column}_check CHECK (${check(
      column,
      max,
      isFilled,
    )})`,
  ]);
  await knex.raw(`ALTER TABLE leads ${changes.join(', ')}`);
}

/**
 * What an import pays for each lead beside storing it. Lengths are counted in
 * characters only where the bytes are too many; the index on the industry compares
 * numbers instead of texts. What was measured stands in
 * docs/decisions/0014-import-speed.md.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  // No character takes less than a byte
  await replaceChecks(
    knex,
    (column, max, isFilled) =>
      `${isFilled ? `${column} <> '' AND ` : ''}
       (octet_length(${column}) <= ${max} OR char_length(${column}) <= ${max})`,
  );
  await knex.raw(`
    DROP INDEX leads_industry_idx;
    -- Who reads it compares the texts, too (store/leadFilter.ts)
    CREATE INDEX leads_industry_idx
      ON leads (hashtext(lower(industry)), created_at, id);
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await replaceChecks(knex, (column, max, isFilled) =>
    isFilled
      ? `char_length(${column}) BETWEEN 1 AND ${max}`
      : `char_length(${column}) <= ${max}`,
  );
  await knex.raw(`
    DROP INDEX leads_industry_idx;
    CREATE INDEX leads_industry_idx ON leads (lower(industry), created_at, id);
  `);
};
