/* Leads for seeded tests, of several imports and industries. */
import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { idAt, pick } from './seedSql';

/** Industry, what such a business is called, NAICS code. */
const TRADES = [
  ['Dental practice', 'Dental Care', '621210'],
  ['Plumbing', 'Plumbing', '238220'],
  ['Legal services', 'Law Office', '541110'],
  ['Bakery', 'Bakery', '311811'],
  ['Car repair', 'Auto Repair', '811111'],
  ['Roofing', 'Roofing', '238160'],
  ['Landscaping', 'Landscaping', '561730'],
  ['Veterinary services', 'Veterinary Clinic', '541940'],
  ['Accounting', 'Accounting', '541211'],
  ['Fitness', 'Fitness Studio', '713940'],
];
const WORDS = [
  ...['Sunrise', 'Lakeside', 'Oak Hill', 'Riverbend', 'Summit', 'Heritage'],
  ...['Bluebird', 'Cedar', 'Granite', 'Harbor', 'Maple', 'Northside'],
];
const FILES = ['crm-export', 'trade-fair', 'partner-leads', 'web-form'];
const CITIES = ['Austin, TX', 'Denver, CO', 'Portland, OR', 'Tampa, FL'];
const CONTACTS = ['Ann Baker', 'José Núñez', 'Lee Wong', 'Maria Rossi'];
/** Each has a tenth of the leads; the rest was entered by hand. */
const IMPORTS = 8;

/** Stores leads, and leaves their numbers in the table `seed_leads`. */
export async function prepareLeads(
  trx: Knex.Transaction,
  input: { leads: number; days: number },
): Promise<void> {
  const { leads, days } = input;
  // Leads that are seeded again are others
  const series = randomUUID().slice(0, 8);
  await trx.raw(
    `CREATE TEMPORARY TABLE seed_imports ON COMMIT DROP AS
     SELECT n, gen_random_uuid() AS id,
       now() - make_interval(days => ?) * (1.02 - n / ${IMPORTS}.0) AS at
     FROM generate_series(0, ${IMPORTS - 1}) n`,
    [days],
  );
  await trx.raw(
    `CREATE TEMPORARY TABLE seed_leads ON COMMIT DROP AS
     SELECT n, ${idAt('created_at')} AS id, name || ' ' || n AS business_name,
       slug || '-' || n || '-${series}.example' AS domain,
       ${pick(
         TRADES.map(([industry]) => industry),
         'n',
       )} AS industry,
       ${pick(
         TRADES.map(([, , naics]) => naics),
         'n',
       )} AS naics_code,
       150000 + (n * 73000::bigint) % 4800000 AS annual_revenue, import_id, created_at
     FROM (
       SELECT n, name, lower(replace(name, ' ', '-')) AS slug, import_id,
         created_at + n * interval '1 millisecond' AS created_at
       FROM (
         SELECT l.n, ${pick(WORDS, 'l.n / 10')} || ' ' || ${pick(
      TRADES.map(([, name]) => name),
      'l.n',
    )} AS name, i.id AS import_id,
           coalesce(i.at, now() - make_interval(days => ?)) AS created_at
         FROM generate_series(0, ?::int - 1) AS l(n)
         LEFT JOIN seed_imports i ON i.n = (l.n / 7) % 10
       ) named
     ) numbered`,
    [days, leads],
  );
  await trx.raw(`CREATE UNIQUE INDEX ON seed_leads (n)`);
  await trx.raw(`ANALYZE seed_leads`);
  await trx.raw(
    `INSERT INTO imports (id, user_ref, file_name, file_size, format, dry_run,
       on_duplicate, status, worker_id, total, processed, created,
       search_filled_at, created_at, started_at, completed_at)
     SELECT i.id, 'user:default/qa-manager',
       ${pick(FILES, 'i.n')} || '-' || to_char(i.at, 'YYYY-MM-DD') || '.csv',
       l.leads * 180, 'csv', false, 'skip', 'completed', 'seed', l.leads, l.leads,
       l.leads, i.at, i.at, i.at, i.at
     FROM seed_imports i
     JOIN (SELECT import_id, count(*)::int AS leads FROM seed_leads GROUP BY 1) l
       ON l.import_id = i.id`,
  );
  await trx.raw(
    `INSERT INTO leads (id, business_name, website_url, email, contact_name, phone,
       industry, naics_code, location, annual_revenue, employee_count,
       email_key, domain_key, name_key, import_id, created_by, created_at, updated_at)
     SELECT id, business_name, 'https://www.' || domain, 'office@' || domain,
       ${pick(CONTACTS, 'n')}, '+1512555' || lpad((n % 10000)::text, 4, '0'),
       industry, naics_code, ${pick(
         CITIES,
         'n / 7',
       )}, annual_revenue, 1 + n % 400,
       'office@' || domain, domain, lower(business_name),
       import_id, 'user:default/qa-manager', created_at, created_at
     FROM seed_leads ORDER BY n`,
  );
  await trx.raw(
    `INSERT INTO lead_search SELECT l.id, lead_search_text(l), l.created_at FROM leads l
     JOIN seed_leads s ON s.id = l.id`,
  );
}
