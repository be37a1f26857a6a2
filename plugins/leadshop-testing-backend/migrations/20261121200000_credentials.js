/**
 * What sites that are tested ask visitors for. The password is encrypted with
 * AES-256-GCM under the key `key_id` of the configuration, bound to the row's id
 * and origin; `sealed` ends with the tag of 16 bytes.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE credentials (
      id uuid PRIMARY KEY,
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
      origin text NOT NULL UNIQUE,
      username text NOT NULL CHECK (length(username) BETWEEN 1 AND 255),
      key_id text NOT NULL,
      nonce bytea NOT NULL CHECK (length(nonce) = 12),
      sealed bytea NOT NULL CHECK (length(sealed) > 16),
      created_by text NOT NULL,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      updated_by text NOT NULL,
      updated_at timestamptz(3) NOT NULL DEFAULT now(),
      last_used_at timestamptz(3)
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`DROP TABLE credentials`);
};
