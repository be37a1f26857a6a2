/* Leads for benchmarks: as a file to import, and as COPY takes them. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { v7 as uuidv7 } from 'uuid';
import { leadKeys } from '../../plugins/leadshop-testing-backend/src/leads/keys';

const HEADERS = [
  'Business name',
  'Website',
  'Email',
  'Contact',
  'Phone',
  'Industry',
  'NAICS',
  'Location',
  'Annual revenue',
  'Employees',
  'Notes',
  'CRM id',
];

const WORDS = ['Sunrise', 'Harbor', 'Oak', 'Summit', 'River', 'Maple', 'Blue'];
const TRADES = [
  ['Bakery', '311811'],
  ['Dental Care', '621210'],
  ['Plumbing', '238220'],
  ['Law Office', '541110'],
  ['Auto Repair', '811111'],
];
const NAMES = ['Ann Baker', 'José Núñez', 'Lee Wong', 'Maria Rossi'];
const CITIES = ['Austin, TX', 'Portland, OR', 'Tampa, FL', 'Boise, ID'];

/** Spreads numbers, so that rows are not in the order of any key. */
function scattered(n: number): number {
  return Math.imul(n, 2_654_435_761) >>> 0;
}

function lead(n: number) {
  const spread = scattered(n);
  const word = WORDS[spread % WORDS.length];
  const [trade, naics] = TRADES[spread % TRADES.length];
  const tag = spread.toString(36);
  const domain = `${word}-${trade}-${tag}.example`
    .toLowerCase()
    .replace(/ /g, '-');
  const area = 201 + (spread % 700);
  return {
    business_name: `${word} ${trade} ${tag}`,
    website_url: `https://www.${domain}`,
    email: `office@${domain}`,
    contact_name: NAMES[spread % NAMES.length],
    phone: `(512) 555-0${String(area).slice(-3)}`,
    industry: trade,
    naics_code: naics,
    location: CITIES[spread % CITIES.length],
    annual_revenue: 100_000 + (spread % 9_000_000),
    employee_count: 1 + (spread % 400),
    notes: `Met at the fair; asked for an offer, "soon", said ${tag}`,
  };
}

async function write(
  path: string,
  rows: number,
  line: (n: number) => string,
  header = '',
) {
  const out = createWriteStream(path);
  let text = header;
  for (let n = 0; n < rows; n++) {
    text += line(n);
    if (text.length > 256 * 1024) {
      if (!out.write(text)) await once(out, 'drain');
      text = '';
    }
  }
  out.end(text);
  await once(out, 'close');
}

/** Writes a CSV as people send them: formatted numbers, quotes, a column of theirs. */
export async function writeCsv(path: string, rows: number): Promise<void> {
  const cell = (text: string) =>
    /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  await write(
    path,
    rows,
    n => {
      const { annual_revenue: revenue, ...rest } = lead(n);
      const { employee_count: employees, notes, ...texts } = rest;
      return `${[
        ...Object.values(texts),
        `$${revenue.toLocaleString('en-US')}`,
        String(employees),
        notes,
        `C-${n}`,
      ]
        .map(cell)
        .join(',')}\n`;
    },
    `${HEADERS.join(',')}\n`,
  );
}

/** Columns of {@link writeCopy}. */
export const COPY_COLUMNS = `id, ${Object.keys(lead(0)).join(
  ', ',
)}, email_key, domain_key, name_key`;

/** Writes the same leads, normalised, in the text format of COPY. */
export async function writeCopy(path: string, rows: number): Promise<void> {
  await write(path, rows, n => {
    const fields = { ...lead(n), phone: '+15125550100' };
    const keys = leadKeys(fields);
    return `${[
      uuidv7(),
      ...Object.values(fields),
      keys.email_key,
      keys.domain_key,
      keys.name_key,
    ].join('\t')}\n`;
  });
}
