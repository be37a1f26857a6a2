/**
 * What identifies a person in a rejected row of a file, whatever column it stands
 * in, as digests: an erasure looks its lead up here. Rows of files that were
 * imported before have none, and go with their import.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    ALTER TABLE import_errors ADD COLUMN person_keys text[];
    CREATE INDEX import_errors_person_keys_idx ON import_errors
      USING gin (person_keys) WHERE person_keys IS NOT NULL;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`ALTER TABLE import_errors DROP COLUMN person_keys`);
};
