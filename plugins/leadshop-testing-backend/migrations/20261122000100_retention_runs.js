/**
 * Runs of the retention: who asked, when, what was deleted. At most one is under
 * way over all replicas, which the unique index sees to.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE retention_runs (
      id bigserial PRIMARY KEY,
      -- Null: the schedule
      requested_by text,
      started_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      ended_at timestamptz(3),
      outcome text NOT NULL DEFAULT 'running'
        CHECK (outcome IN ('running', 'finished', 'interrupted', 'failed', 'lost')),
      deleted jsonb,
      CHECK ((ended_at IS NULL) = (outcome = 'running'))
    );
    CREATE UNIQUE INDEX retention_runs_running_idx
      ON retention_runs ((true)) WHERE outcome = 'running';
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`DROP TABLE retention_runs`);
};
