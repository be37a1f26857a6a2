import { columnMappingSchema, leadFieldSchema } from '../schemas';
import { guessColumns, HEADER_ALIASES } from './guessColumns';

describe('guessColumns', () => {
  it('knows the names of the fields themselves', () => {
    expect(guessColumns(leadFieldSchema.options)).toEqual(
      leadFieldSchema.options,
    );
  });

  it.each([
    ['Company', 'business_name'],
    ['Organisation', 'business_name'],
    ['URL', 'website_url'],
    ['Domain', 'website_url'],
    ['Web', 'website_url'],
    ['Website', 'website_url'],
    ['E-mail', 'email'],
    ['Mail', 'email'],
    ['EMAIL_ADDRESS', 'email'],
    ['Contact person', 'contact_name'],
    ['Tel.', 'phone'],
    ['Téléphone', 'phone'],
    ['Phone #', 'phone'],
    ['Category', 'industry'],
    ['NAICS', 'naics_code'],
    ['City', 'location'],
    ['City/State', 'location'],
    ['Revenue ($)', 'annual_revenue'],
    ['# of Employees', 'employee_count'],
    ['No. of employees', 'employee_count'],
    ['Headcount', 'employee_count'],
    ['  Remarks  ', 'notes'],
    ['\uFEFFcompany', 'business_name'],
    ['Fax', null],
    ['', null],
  ])('takes %j for %s', (header, field) => {
    expect(guessColumns([header])).toEqual([field]);
  });

  it('gives a field to the header that names it best', () => {
    expect(guessColumns(['Name', 'Company', 'Full name'])).toEqual([
      null,
      'business_name',
      'contact_name',
    ]);
    expect(guessColumns(['City', 'Mobile', 'Location', 'Phone'])).toEqual([
      null,
      null,
      'location',
      'phone',
    ]);
  });

  it('gives a field once, to the first of equals', () => {
    const columns = guessColumns(['email', 'Email', 'E-Mail']);
    expect(columns).toEqual(['email', null, null]);
    expect(columnMappingSchema.safeParse(columns).success).toBe(true);
  });

  it('has no header that means two fields', () => {
    const all = Object.values(HEADER_ALIASES).flat();
    const keys = all.map(alias => guessColumns([alias])[0]);
    const fields = Object.entries(HEADER_ALIASES).flatMap(([field, aliases]) =>
      aliases.map(() => field),
    );
    expect(keys).toEqual(fields);
  });
});
