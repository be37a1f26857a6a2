// Writes the files of examples/leads, the same each time:
//
//   node scripts/example-leads.mjs [folder]
//
// sample-25   25 good leads, whose tests succeed in the sandbox
// leads-1000  1,000 good leads, for batches
// messy       leads with every problem that an import can find; its CSV is as
//             an old Excel writes it: semicolons, Windows-1252
//
// Each as CSV and as XLSX. All businesses are invented; their sites are those
// of the sandbox, see plugins/leadshop-sandbox-backend.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLES = path.join(REPOSITORY, 'examples', 'leads');
const SITES = 'https://localhost:7011/sites';

// The libraries are the backend's
const backend = createRequire(
  path.join(REPOSITORY, 'plugins/leadshop-testing-backend/package.json'),
);
const Papa = backend('papaparse');
const iconv = backend('iconv-lite');
const { writeXlsx } = await import(
  pathToFileURL(backend.resolve('hucre/xlsx')).href
);

const HEADERS = [
  'business_name',
  'website_url',
  'email',
  'contact_name',
  'phone',
  'industry',
  'naics_code',
  'location',
  'annual_revenue',
  'employee_count',
  'notes',
];

const TRADES = [
  ['Dental Care', 'Dental practice', '621210'],
  ['Plumbing', 'Plumbing', '238220'],
  ['Family Law', 'Legal services', '541110'],
  ['Bakery', 'Bakery', '311811'],
  ['Auto Repair', 'Car repair', '811111'],
  ['Roofing', 'Roofing', '238160'],
  ['Landscaping', 'Landscaping', '561730'],
  ['Veterinary Clinic', 'Veterinary services', '541940'],
  ['Accounting', 'Accounting', '541211'],
  ['Fitness Studio', 'Fitness', '713940'],
];
const PLACES = [
  ['Austin, TX', '512'],
  ['Denver, CO', '303'],
  ['Portland, OR', '503'],
  ['Tampa, FL', '813'],
  ['Columbus, OH', '614'],
  ['Boston, MA', '617'],
  ['Phoenix, AZ', '602'],
  ['Seattle, WA', '206'],
  ['Chicago, IL', '312'],
  ['Atlanta, GA', '404'],
];
const FIRST_NAMES = [
  ...['Maria', 'James', 'Aisha', 'Robert', 'Linda', 'Chen', 'Patricia'],
  ...['Diego', 'Susan', 'Omar', 'Karen', 'Thomas', 'Priya'],
];
const LAST_NAMES = [
  ...['Lopez', 'Miller', 'Johnson', 'Nguyen', 'Garcia', 'Smith', 'Brown'],
  ...['Davis', 'Wilson', 'Patel', 'Moore'],
];
const NOTES = [
  'Prefers to be called in the morning.',
  'Asked for an offer last year, and said "maybe in spring".',
  'Two locations.\nThe site is only about the first.',
  '',
];
const WORDS = [
  ...['Sunrise', 'Lakeside', 'Oak Hill', 'Riverbend', 'Summit', 'Heritage'],
  ...['Bluebird', 'Cedar', 'Granite', 'Harbor', 'Maple', 'Northside'],
  ...['Prairie', 'Silver Creek', 'Stonegate', 'Valley', 'Westfield', 'Willow'],
  ...['Beacon', 'Canyon'],
];
const QUALIFIERS = ['', 'Best', 'Modern', 'Downtown', 'Family'];

const at = (list, place) => list[place % list.length];

/** The lead with a number; no two have the same name. */
function lead(number) {
  const [trade, industry, naics] = at(TRADES, number);
  const word = at(WORDS, Math.floor(number / TRADES.length));
  const qualifier = at(
    QUALIFIERS,
    Math.floor(number / TRADES.length / WORDS.length),
  );
  const name = [word, qualifier, trade].filter(Boolean).join(' ');
  const slug = name.toLowerCase().replaceAll(' ', '-');
  const [location, area] = at(PLACES, number * 7 + 3);
  const first = at(FIRST_NAMES, number * 5);
  const last = at(LAST_NAMES, number * 3);
  return [
    name,
    `${SITES}/${slug}`,
    `office@${slug}.example`,
    `${first} ${last}`,
    `(${area}) 555-${String(100 + (number % 100)).padStart(4, '0')}`,
    industry,
    naics,
    location,
    String(180_000 + ((number * 73_000) % 4_800_000)),
    String(2 + ((number * 11) % 60)),
    at(NOTES, number),
  ];
}

const sample = JSON.parse(
  await readFile(path.join(EXAMPLES, 'sample-lead.json'), 'utf8'),
);
const sampleLead = HEADERS.map(field => String(sample[field]));
// Number 0 has the name of the sample lead
const sampleLeads = [
  sampleLead,
  ...Array.from({ length: 24 }, (_, index) => lead(index + 1)),
];
const manyLeads = [
  sampleLead,
  ...Array.from({ length: 999 }, (_, index) => lead(index + 1)),
];

const MESSY_HEADERS = [
  ...['Company', 'Web', 'E-mail', 'Who to ask', 'Tel.', 'Category', 'NAICS'],
  ...['City', 'Turnover', 'Headcount', 'Remarks', 'E-mail', 'Old number'],
];
/** A row of the messy file: a good lead, but for what is given. */
function messy(number, changes) {
  const row = [...lead(500 + number), '', `L-${number}`];
  for (const [header, value] of Object.entries(changes)) {
    row[MESSY_HEADERS.indexOf(header)] = value;
  }
  return row;
}
const MESSY = [
  messy(1, {}),
  messy(2, { Company: '' }),
  messy(3, { Web: '   ' }),
  messy(4, { 'E-mail': '' }),
  messy(5, { 'E-mail': 'invalid-email' }),
  messy(6, { 'E-mail': 'one@messy.example, two@messy.example' }),
  messy(7, { Web: 'invalid-url' }),
  messy(8, { Web: 'ftp://files.messy.example' }),
  messy(9, { Company: '', Web: 'not a site', 'E-mail': '@', 'Tel.': 'n/a' }),
  messy(10, { 'Tel.': '555-0142' }),
  messy(11, { 'Tel.': 'ask at the desk' }),
  messy(12, { 'Tel.': '+1 512 555 0142 ext. 7' }),
  messy(13, { NAICS: '991234' }),
  messy(14, { NAICS: 'dental' }),
  messy(15, { Turnover: 'about a million' }),
  messy(16, { Turnover: '1.450' }),
  messy(17, { Headcount: '11-50' }),
  messy(18, { Headcount: '-3' }),
  messy(19, { Category: 'Everything around the house '.repeat(5) }),
  messy(20, { Remarks: 'A line\0with a character that cannot be stored' }),
  messy(21, {}).slice(0, 9),
  [...messy(22, {}), 'a cell too many'],
  messy(23, { 'E-mail': 'same@messy.example' }),
  messy(24, { 'E-mail': 'Same@Messy.example' }),
  [...sampleLead, '', 'L-25'],
  // What looks odd and is right
  messy(26, { Company: 'Café Müller – “The Baker”', Turnover: '€ 1.450.000' }),
  messy(27, { Web: 'www.messy-27.example', Turnover: '$1.5M' }),
  messy(28, { 'Tel.': '+49 30 901820', Turnover: '1 450 000' }),
  messy(29, { Remarks: "'=1+1 is what an export writes for =1+1" }),
  messy(30, { Remarks: 'Three\r\nlines;\r\nwith "quotes"' }),
];

/** A CSV file; the last line ends as the others do. */
const csv = (headers, rows, dialect = {}) =>
  `${Papa.unparse([headers, ...rows], { newline: '\n', ...dialect })}${
    dialect.newline ?? '\n'
  }`;

async function xlsx(headers, rows) {
  const numeric = new Set(['annual_revenue', 'employee_count']);
  const cell = (text, column) =>
    numeric.has(headers[column]) ? Number(text) : text;
  return await writeXlsx({
    sheets: [
      { name: 'Leads', rows: [headers, ...rows.map(row => row.map(cell))] },
    ],
    properties: {
      created: new Date('2026-01-01T00:00:00Z'),
      modified: new Date('2026-01-01T00:00:00Z'),
    },
  });
}

const folder = process.argv[2] ?? EXAMPLES;
const write = (name, contents) => writeFile(path.join(folder, name), contents);
await write('sample-25.csv', csv(HEADERS, sampleLeads));
await write('sample-25.xlsx', await xlsx(HEADERS, sampleLeads));
await write('leads-1000.csv', csv(HEADERS, manyLeads));
await write('leads-1000.xlsx', await xlsx(HEADERS, manyLeads));
await write(
  'messy.csv',
  iconv.encode(
    csv(MESSY_HEADERS, MESSY, { delimiter: ';', newline: '\r\n' }),
    'windows-1252',
  ),
);
// XML cannot hold NUL; workbooks write it as _x0000_
await write('messy.xlsx', await xlsx(MESSY_HEADERS, MESSY));
