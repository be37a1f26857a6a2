/**
 * How often each principal has called in its current window, for all replicas.
 * Unlogged: a count is worth less than a wait for the disk, and starts anew
 * after a crash. `hits` changes without touching the index, and room is left for
 * that in each page.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE UNLOGGED TABLE rate_limits (
      key text PRIMARY KEY,
      hits bigint NOT NULL CHECK (hits > 0),
      reset_at timestamptz NOT NULL
    ) WITH (fillfactor = 50);
    CREATE INDEX rate_limits_reset_at ON rate_limits (reset_at);
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`DROP TABLE rate_limits`);
};
