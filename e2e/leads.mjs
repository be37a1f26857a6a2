import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const SAMPLE_LEAD = JSON.parse(
  readFileSync(
    new URL('../examples/leads/sample-lead.json', import.meta.url),
    'utf8',
  ),
);

/**
 * The sample lead with a site of the sandbox that runs here. No test has seen
 * this site yet, so that no answer about it is kept from an earlier one.
 *
 * @param {{ business_name?: string }} [changes]
 * @returns {typeof SAMPLE_LEAD}
 */
export function sampleLead(changes) {
  const lead = { ...SAMPLE_LEAD, ...changes };
  const name = lead.business_name.toLowerCase().replaceAll(' ', '-');
  const site = `${name}-${randomBytes(3).toString('hex')}`;
  return {
    ...lead,
    website_url: `${process.env.SANDBOX_SITES_URL}/${site}`,
  };
}

/**
 * As many leads as there are names, each with a site and an address of its own,
 * so that they can be stored side by side.
 *
 * @param {string[]} names of the businesses
 * @returns {(typeof SAMPLE_LEAD)[]}
 */
export function sampleLeads(names) {
  return names.map(business_name => {
    const lead = sampleLead({ business_name });
    const site = lead.website_url.split('/').pop();
    return { ...lead, email: `office@${site}.example` };
  });
}

/**
 * Leads as a CSV file.
 *
 * @param {object[]} leads
 * @returns {string}
 */
export function leadsCsv(leads) {
  const cell = value => `"${String(value).replaceAll('"', '""')}"`;
  return [Object.keys(SAMPLE_LEAD), ...leads.map(Object.values)]
    .map(cells => `${cells.map(cell).join(',')}\r\n`)
    .join('');
}

/**
 * The messy example, with the sites of the sandbox that runs here, and without
 * the sample lead, which other tests have stored.
 */
export function messyFile() {
  const file = readFileSync(
    new URL('../examples/leads/messy.csv', import.meta.url),
    // Windows-1252, and back again as it was
    'latin1',
  );
  return Buffer.from(
    file
      .replaceAll('https://localhost:7011/sites', process.env.SANDBOX_SITES_URL)
      .replace(SAMPLE_LEAD.business_name, 'Sunset Dental Care')
      .replace(SAMPLE_LEAD.email, 'office@sunset-dental.example'),
    'latin1',
  );
}
