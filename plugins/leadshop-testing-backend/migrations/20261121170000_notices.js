/**
 * What the owners of components were last told of them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE component_notices (
      component text PRIMARY KEY,
      told text NOT NULL DEFAULT 'up' CHECK (told IN ('up', 'down')),
      told_at timestamptz(3),
      -- What the newest checks saw, and how many in a row saw it
      seen text NOT NULL DEFAULT 'unclear' CHECK (seen IN ('up', 'down', 'unclear')),
      times integer NOT NULL DEFAULT 0 CHECK (times >= 0)
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`DROP TABLE component_notices`);
};
