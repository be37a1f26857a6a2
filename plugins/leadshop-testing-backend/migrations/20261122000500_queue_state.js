/**
 * Whether tests are taken, and what replicas say of themselves. Both are read by
 * src/queue/; an older replica knows neither and is stopped by the trigger of
 * src/queue/gate.ts all the same.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE queue_state (
      one boolean PRIMARY KEY DEFAULT true CHECK (one),
      -- Null: tests are taken
      paused_at timestamptz(3),
      paused_by text,
      pause_reason text,
      CHECK ((paused_at IS NULL) = (paused_by IS NULL))
    );
    INSERT INTO queue_state DEFAULT VALUES;

    -- Null in the rows of older replicas
    ALTER TABLE workers
      -- The same in the rows of all workers of one process
      ADD COLUMN replica text,
      ADD COLUMN role text,
      ADD COLUMN version text,
      ADD COLUMN capacity integer;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP TABLE queue_state;
    ALTER TABLE workers DROP COLUMN replica, DROP COLUMN role,
      DROP COLUMN version, DROP COLUMN capacity;
  `);
};
