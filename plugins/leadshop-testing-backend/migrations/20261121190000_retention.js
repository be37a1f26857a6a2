/**
 * Indexes for what goes by age, and for objects that a rerun has kept.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  // Twelve rows a test: written to while it is made
  await knex.raw(
    `DROP INDEX CONCURRENTLY IF EXISTS test_step_results_kept_from_idx`,
  );
  await knex.raw(`
    CREATE INDEX CONCURRENTLY test_step_results_kept_from_idx
      ON test_step_results (kept_from) WHERE kept_from IS NOT NULL`);
  await knex.raw(`
    CREATE INDEX IF NOT EXISTS batches_completed_at_idx ON batches (completed_at)
      WHERE completed_at IS NOT NULL;
    -- Whoever deletes a batch looks for those that repeat it
    CREATE INDEX IF NOT EXISTS batches_rerun_idx ON batches (rerun_of)
      WHERE rerun_of IS NOT NULL;
    CREATE INDEX IF NOT EXISTS imports_completed_at_idx ON imports (completed_at)
      WHERE completed_at IS NOT NULL`);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP INDEX IF EXISTS test_step_results_kept_from_idx, batches_completed_at_idx,
      batches_rerun_idx, imports_completed_at_idx`);
};

// CONCURRENTLY runs in no transaction; begun again, it goes on where it was
exports.config = { transaction: false };
