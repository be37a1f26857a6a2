/**
 * Indexes of leads that an import keeps up in half the time: hash indexes for the
 * keys of deduplication, which are only ever compared as a whole, and the others in
 * the order in which leads come in, so that new entries go to the end. They are read
 * backwards for lists with the newest first. What was tried and measured stands in
 * docs/decisions/0014-import-speed.md.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    DROP INDEX leads_email_key_idx, leads_domain_name_key_idx, leads_created_at_idx,
      leads_status_idx, leads_industry_idx, leads_import_idx;
    CREATE INDEX leads_email_key_idx ON leads USING hash (email_key);
    -- Null, and so not in it, when one of them is; no domain holds a space
    CREATE INDEX leads_pair_key_idx ON leads
      USING hash ((domain_key || ' ' || name_key));
    CREATE INDEX leads_created_at_idx ON leads (created_at, id);
    -- Of those alone that are listed, so that they are counted in the index
    CREATE INDEX leads_status_idx ON leads (status, created_at, id)
      WHERE erased_at IS NULL;
    -- Not partial: the planner does not use the statistics of partial ones
    CREATE INDEX leads_industry_idx ON leads (lower(industry), created_at, id);
    -- No foreign key: it would check each of a million merged rows one by one
    CREATE INDEX leads_import_idx ON leads (import_id, created_at, id)
      WHERE import_id IS NOT NULL;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP INDEX leads_email_key_idx, leads_pair_key_idx, leads_created_at_idx,
      leads_status_idx, leads_industry_idx, leads_import_idx;
    CREATE INDEX leads_email_key_idx ON leads (email_key) WHERE email_key IS NOT NULL;
    CREATE INDEX leads_domain_name_key_idx ON leads (domain_key, name_key)
      WHERE domain_key IS NOT NULL AND name_key IS NOT NULL;
    CREATE INDEX leads_created_at_idx ON leads (created_at DESC, id DESC);
    CREATE INDEX leads_status_idx ON leads (status, created_at DESC, id DESC)
      WHERE erased_at IS NULL;
    CREATE INDEX leads_industry_idx ON leads (lower(industry), created_at DESC, id DESC);
    CREATE INDEX leads_import_idx ON leads (import_id, created_at DESC, id DESC)
      WHERE import_id IS NOT NULL;
  `);
};
