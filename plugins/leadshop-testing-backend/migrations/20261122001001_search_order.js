/**
 * When a lead was stored, beside its text: what a text finds is sorted without
 * looking at each lead. Null in rows of before, and of older replicas; then the
 * lead is asked.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(
    'ALTER TABLE lead_search ADD COLUMN created_at timestamptz(3)',
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('ALTER TABLE lead_search DROP COLUMN created_at');
};
