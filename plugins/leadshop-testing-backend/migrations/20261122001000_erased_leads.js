/**
 * Which leads are erased, in an index of those alone: every list of tests asks it
 * of each test's lead, and leads are a wide table. Storing a lead costs nothing
 * more, since it is not in the index before it is erased.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw('DROP INDEX CONCURRENTLY IF EXISTS leads_erased_idx');
  await knex.raw(
    `CREATE INDEX CONCURRENTLY leads_erased_idx ON leads (id)
     WHERE erased_at IS NOT NULL`,
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX IF EXISTS leads_erased_idx');
};

// CONCURRENTLY runs in no transaction; begun again, it comes to the same
exports.config = { transaction: false };
