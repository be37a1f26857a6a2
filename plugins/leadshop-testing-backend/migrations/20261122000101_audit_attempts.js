/**
 * Refusals that were counted and are not events of the audit trail yet: they
 * would be lost with a replica that is killed. At the end of a minute each row
 * becomes an event and goes.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE audit_attempts (
      replica uuid NOT NULL,
      -- What makes two attempts the same
      kind text NOT NULL,
      -- The last one
      attempt json NOT NULL,
      more integer NOT NULL CHECK (more > 0),
      counted_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      PRIMARY KEY (replica, kind)
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`DROP TABLE audit_attempts`);
};
