/**
 * What each check of a component came to. Rows are added and, when they are too
 * old, deleted; none is ever changed.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE pipeline_health_checks (
      id bigserial PRIMARY KEY,
      component text NOT NULL,
      -- Null: the check calls no provider
      provider_mode text CHECK (provider_mode IN ('live', 'sandbox')),
      checked_at timestamptz(3) NOT NULL,
      succeeded boolean NOT NULL,
      -- In milliseconds, of a failure as well
      response_time double precision NOT NULL CHECK (response_time >= 0),
      -- The state of the component after this check, and what it is in for
      status text NOT NULL CHECK (status IN ('healthy', 'warning', 'error')),
      fault text CHECK (fault IN ('lead', 'leadshop', 'vendor', 'config', 'network')),
      message text
    );
    CREATE INDEX pipeline_health_checks_component_idx
      ON pipeline_health_checks (component, checked_at DESC)
      INCLUDE (provider_mode, succeeded);
    CREATE INDEX pipeline_health_checks_checked_at_idx
      ON pipeline_health_checks (checked_at);
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`DROP TABLE pipeline_health_checks`);
};
