/*
 * Which column of a file holds which field of a lead, guessed from its header.
 * Pure, because the browser shows the guess before anything is uploaded.
 */
import { ColumnMapping, LeadField } from '../schemas';

/**
 * Headers that mean a field, the best first. Compared without case, spaces and
 * punctuation: `E-Mail Address` is `emailaddress`.
 *
 * @public
 */
export const HEADER_ALIASES: Readonly<Record<LeadField, readonly string[]>> = {
  business_name: [
    'business name',
    'company name',
    'company',
    'business',
    'organization name',
    'organisation name',
    'organization',
    'organisation',
    'account name',
    'account',
    'firm name',
    'firm',
    'legal name',
    'trading name',
    'doing business as',
    'dba',
    'store name',
    'client name',
    'client',
    'customer name',
    'customer',
    'lead name',
    'firma',
    'unternehmen',
    'empresa',
    'entreprise',
    'azienda',
    'name',
  ],
  website_url: [
    'website url',
    'website',
    'website address',
    'company website',
    'business website',
    'web site',
    'web address',
    'web page',
    'homepage url',
    'homepage',
    'home page',
    'company url',
    'site url',
    'url',
    'domain name',
    'company domain',
    'domain',
    'web',
    'site',
    'internet',
    'webseite',
    'sitio web',
    'site web',
    'link',
  ],
  email: [
    'email',
    'email address',
    'business email',
    'company email',
    'contact email',
    'work email',
    'primary email',
    'main email',
    'owner email',
    'email 1',
    'mail address',
    'mail',
    'correo electronico',
    'correo',
    'courriel',
  ],
  contact_name: [
    'contact name',
    'contact person',
    'primary contact',
    'main contact',
    'full name',
    'owner name',
    'person name',
    'contact full name',
    'owner',
    'decision maker',
    'contact',
    'person',
    'first and last name',
    'ansprechpartner',
    'contacto',
  ],
  phone: [
    'phone',
    'phone number',
    'business phone',
    'company phone',
    'contact phone',
    'work phone',
    'office phone',
    'primary phone',
    'main phone',
    'telephone number',
    'telephone',
    'phone 1',
    'tel',
    'tel no',
    'phone no',
    'mobile phone',
    'mobile number',
    'mobile',
    'cell phone',
    'cell',
    'telefon',
    'telefono',
    'téléphone',
  ],
  industry: [
    'industry',
    'business category',
    'business type',
    'industry name',
    'primary industry',
    'category',
    'sector',
    'vertical',
    'trade',
    'branch',
    'line of business',
    'naics description',
    'branche',
    'industria',
  ],
  naics_code: [
    'naics code',
    'naics',
    'primary naics',
    'primary naics code',
    'naics 2022',
    'naics 2022 code',
    'industry code',
  ],
  location: [
    'location',
    'city state',
    'address',
    'business address',
    'company address',
    'full address',
    'street address',
    'city',
    'town',
    'headquarters',
    'hq location',
    'hq',
    'metro area',
    'region',
    'ort',
    'stadt',
    'ciudad',
    'ville',
  ],
  annual_revenue: [
    'annual revenue',
    'yearly revenue',
    'revenue',
    'annual sales',
    'estimated revenue',
    'est revenue',
    'revenue usd',
    'annual revenue usd',
    'sales volume',
    'sales',
    'annual turnover',
    'turnover',
    'umsatz',
    'ingresos',
  ],
  employee_count: [
    'employee count',
    'number of employees',
    'no of employees',
    'of employees',
    'num employees',
    'employees',
    'total employees',
    'employee number',
    'headcount',
    'head count',
    'staff count',
    'staff size',
    'staff',
    'company size',
    'team size',
    'size',
    'fte',
    'mitarbeiter',
    'empleados',
  ],
  notes: [
    'notes',
    'note',
    'comments',
    'comment',
    'remarks',
    'remark',
    'description',
    'details',
    'additional information',
    'memo',
    'notizen',
    'bemerkungen',
    'notas',
  ],
};

/** What is compared of a header: letters and digits, without accents. */
function headerKey(header: string): string {
  return header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

interface Meaning {
  field: LeadField;
  /** Place among the aliases of its field; the first is the best. */
  rank: number;
}

const MEANINGS: ReadonlyMap<string, Meaning> = new Map(
  (Object.keys(HEADER_ALIASES) as LeadField[]).flatMap(field =>
    HEADER_ALIASES[field].map(
      (alias, rank) => [headerKey(alias), { field, rank }] as const,
    ),
  ),
);

/**
 * Guesses for each header the field that its column holds; null: none. A field
 * is given once, to the header that names it best, and among equals to the
 * first.
 *
 * @public
 */
export function guessColumns(headers: readonly string[]): ColumnMapping {
  const best = new Map<LeadField, { column: number; rank: number }>();
  headers.forEach((header, column) => {
    const meaning = MEANINGS.get(headerKey(header));
    if (!meaning) return;
    const held = best.get(meaning.field);
    if (!held || meaning.rank < held.rank) {
      best.set(meaning.field, { column, rank: meaning.rank });
    }
  });
  const columns: ColumnMapping = headers.map(() => null);
  best.forEach(({ column }, field) => {
    columns[column] = field;
  });
  return columns;
}
