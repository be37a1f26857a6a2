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

/**
 * The same checks, as `check` says them. They hold for new rows at once, within
 * a moment; those that are there are looked at while others read and write.
 */
async function replaceChecks(knex, check) {
  const changes = LENGTHS.flatMap(([column, max, isFilled]) => [
    `DROP CONSTRAINT IF EXISTS leads_${column}_check`,
    `ADD CONSTRAINT leads_${column}_check CHECK (${check(
      column,
      max,
      isFilled,
    )}) NOT VALID`,
  ]);
  await knex.transaction(async trx => {
    await trx.raw(`SET LOCAL lock_timeout = '3s'`);
    await trx.raw(`ALTER TABLE leads ${changes.join(', ')}`);
  });
  const validations = LENGTHS.map(
    ([column]) => `VALIDATE CONSTRAINT leads_${column}_check`,
  );
  await knex.raw(`ALTER TABLE leads ${validations.join(', ')}`);
}

/** An index in the place of another; nobody who reads or writes waits for it. */
async function replaceIndustryIndex(knex, columns) {
  await knex.raw('DROP INDEX CONCURRENTLY IF EXISTS leads_industry_new_idx');
  await knex.raw(
    `CREATE INDEX CONCURRENTLY leads_industry_new_idx ON leads (${columns})`,
  );
  await knex.raw('DROP INDEX CONCURRENTLY IF EXISTS leads_industry_idx');
  await knex.raw(
    'ALTER INDEX leads_industry_new_idx RENAME TO leads_industry_idx',
  );
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
  // Who reads it compares the texts, too (store/leadFilter.ts)
  await replaceIndustryIndex(knex, 'hashtext(lower(industry)), created_at, id');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await replaceChecks(knex, (column, max, isFilled) =>
    isFilled
      ? `char_length(${column}) BETWEEN 1 AND ${max}`
      : `char_length(${column}) <= ${max}`,
  );
  await replaceIndustryIndex(knex, 'lower(industry), created_at, id');
};

// CONCURRENTLY runs in no transaction; begun again, it comes to the same
exports.config = { transaction: false };
