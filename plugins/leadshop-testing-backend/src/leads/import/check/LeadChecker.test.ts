import {
  ColumnMapping,
  importProblemSchema,
  leadDataSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import fc from 'fast-check';
import { normaliseLead } from '../../../pipeline/steps/lead/normalise';
import { checkLead, LeadChecker } from './LeadChecker';

const columns: ColumnMapping = [
  'business_name',
  'website_url',
  'email',
  null,
  'phone',
  'notes',
];
const GOOD = [
  'Sunrise Dental Care',
  'sunrise-dental.example',
  'Office@sunrise-dental.example',
  'nobody needs this',
  '(512) 555-0142',
  'Two locations.\r\nCall in the morning.',
];

const checker = (
  corrections: ConstructorParameters<typeof LeadChecker>[0]['corrections'] = [],
) => new LeadChecker({ columns, defaultCountry: 'US', corrections });
const codes = (
  problems: { field: unknown; code: string; severity: string }[],
) => problems.map(p => `${p.severity} ${p.code} ${p.field ?? 'row'}`);

describe('LeadChecker', () => {
  it('makes a lead of a row', () => {
    expect(checker().check({ row: 2, cells: GOOD })).toEqual({
      row: 2,
      cells: GOOD,
      lead: {
        business_name: 'Sunrise Dental Care',
        website_url: 'https://sunrise-dental.example',
        email: 'office@sunrise-dental.example',
        contact_name: null,
        phone: '+15125550142',
        industry: null,
        naics_code: null,
        location: null,
        annual_revenue: null,
        employee_count: null,
        notes: 'Two locations.\nCall in the morning.',
      },
      keys: {
        email_key: 'office@sunrise-dental.example',
        domain_key: 'sunrise-dental.example',
        name_key: 'sunrise dental care',
      },
      problems: [],
    });
  });

  it('tells all problems of a row at once, with their values', () => {
    const { lead, problems, keys } = checker().check({
      row: 7,
      cells: ['  ', 'invalid-url', 'not an address', '', 'call us', ''],
    });
    expect(lead).toBeUndefined();
    expect(keys).toEqual({ email_key: null, domain_key: null, name_key: null });
    expect(problems).toEqual([
      {
        field: 'business_name',
        code: 'required',
        severity: 'error',
        message: 'Business name is required',
        value: '  ',
      },
      {
        field: 'website_url',
        code: 'invalid_url',
        severity: 'error',
        message: 'Website URL has no dot in its host, as in example.com',
        value: 'invalid-url',
      },
      {
        field: 'email',
        code: 'invalid_email',
        severity: 'error',
        message: 'Email is not an e-mail address such as name@example.com',
        value: 'not an address',
      },
      {
        field: 'phone',
        code: 'invalid_phone',
        severity: 'warning',
        message: 'Phone is not a phone number; it is left out',
        value: 'call us',
      },
    ]);
  });

  it('requires name, site and e-mail', () => {
    const { problems } = checker().check({ row: 2, cells: Array(6).fill('') });
    expect(problems.map(p => [p.field, p.message, p.value])).toEqual([
      ['business_name', 'Business name is required', null],
      ['website_url', 'Website URL is required', null],
      ['email', 'Email is required', null],
    ]);
  });

  it('reads what was put right instead of what stands in the file', () => {
    const check = checker([
      { row: 3, field: 'email', value: 'office@acme.example' },
      { row: 3, field: 'phone', value: '' },
      { row: 3, field: 'industry', value: 'Retail' },
    ]);
    const cells = ['Acme', 'acme.example', 'wrong', '', 'wrong', ''];
    const third = check.check({ row: 3, cells });
    expect(third.lead).toMatchObject({
      email: 'office@acme.example',
      phone: null,
      industry: 'Retail',
    });
    expect(third).toMatchObject({ cells, problems: [] });
    expect(check.check({ row: 4, cells }).lead).toBeUndefined();
  });

  it('warns of a short row, and refuses one whose extra cells hold something', () => {
    const short = checker().check({ row: 2, cells: GOOD.slice(0, 3) });
    expect(codes(short.problems)).toEqual(['warning ragged_row row']);
    expect(short.lead?.email).toBe('office@sunrise-dental.example');
    expect(
      checker().check({ row: 2, cells: [...GOOD, '', ' '] }).problems,
    ).toEqual([]);
    const long = checker().check({ row: 2, cells: [...GOOD, 'x'] });
    expect(codes(long.problems)).toEqual(['error ragged_row row']);
    expect(long.problems[0]).toMatchObject({ value: 'x' });
    expect(long.lead).toBeUndefined();
  });

  it('takes out what cannot be stored, in the cells that are kept too', () => {
    const name = 'A\0cme \ud800 Ltd';
    const { lead, problems, cells } = checker().check({
      row: 2,
      cells: [name, ...GOOD.slice(1, 5), 'x\0'],
    });
    expect(lead).toMatchObject({ business_name: 'Acme Ltd', notes: 'x' });
    expect(codes(problems)).toEqual([
      'warning unstorable business_name',
      'warning unstorable notes',
    ]);
    expect(cells[0]).toBe('A\ufffdcme \ufffd Ltd');
    expect(problems[0].value).toBe(
      'A\ufffdcme \ufffd Ltd'.replace('\ufffd', ''),
    );
  });

  it('cuts values without splitting a character', () => {
    const { problems } = checker().check({
      row: 2,
      cells: ['Acme', 'acme.example', `${'x'.repeat(199)}😀`, '', '', ''],
    });
    expect(problems[0].value).toHaveLength(200);
    expect(problems[0].value).toMatch(/\ufffd$/);
  });
});

describe('checkLead', () => {
  const good = {
    business_name: 'Acme',
    website_url: 'https://localhost:7011/sites/acme',
    email: 'a@acme.example',
  };
  const check = (fields: Parameters<typeof checkLead>[0]) =>
    checkLead(fields, { defaultCountry: 'US' });

  it('takes numbers as numbers and null as nothing', () => {
    const { lead, problems } = check({
      ...good,
      annual_revenue: 1450000.5,
      employee_count: 14,
      phone: null,
    });
    expect(problems).toEqual([]);
    expect(lead).toMatchObject({
      annual_revenue: 1450000.5,
      employee_count: 14,
      phone: null,
    });
  });

  it.each([
    ['business_name', 200],
    ['email', 254],
    ['contact_name', 200],
    ['industry', 120],
    ['location', 300],
    ['notes', 5000],
  ] as const)('refuses %s of more than %s characters', (field, limit) => {
    const { problems, lead } = check({
      ...good,
      [field]: 'x'.repeat(limit + 1),
    });
    expect(codes(problems)).toEqual([`error too_long ${field}`]);
    expect(problems[0].message).toContain(`longer than ${limit} characters`);
    expect(problems[0].value).toHaveLength(Math.min(limit + 1, 200));
    expect(lead[field]).toBeNull();
  });

  it('measures an address after its scheme was added', () => {
    const url = `acme.example/${'x'.repeat(2048 - 'acme.example/'.length)}`;
    expect(codes(check({ ...good, website_url: url }).problems)).toEqual([
      'error too_long website_url',
    ]);
  });

  it.each([
    ['621210', '621210', []],
    ['62', '62', []],
    ['621210.0', '621210', []],
    [621210, '621210', []],
    ['99', null, ['warning invalid_naics naics_code']],
    ['6', null, ['warning invalid_naics naics_code']],
    ['dental', null, ['warning invalid_naics naics_code']],
  ])('reads NAICS code %j as %j', (given, code, problems) => {
    const result = check({ ...good, naics_code: given });
    expect(result.lead.naics_code).toBe(code);
    expect(codes(result.problems)).toEqual(problems);
  });

  it.each([
    ['employee_count', '14.5', null],
    ['employee_count', '11-50', null],
    ['employee_count', '200000000', null],
    ['employee_count', -1, null],
    ['annual_revenue', '2000000 billion', null],
    ['annual_revenue', '1.450', 1450],
  ] as const)('warns of %s %j', (field, given, value) => {
    const result = check({ ...good, [field]: given });
    expect(result.lead[field]).toBe(value);
    expect(codes(result.problems)).toEqual([`warning invalid_number ${field}`]);
  });

  it("takes off the ' that an export puts before a formula, and no other", () => {
    expect(
      check({
        ...good,
        business_name: "'@home",
        phone: "'+15125550142",
        notes: "'=1+1",
        contact_name: "'Abu Bakr",
      }).lead,
    ).toMatchObject({
      business_name: '@home',
      phone: '+15125550142',
      notes: '=1+1',
      contact_name: "'Abu Bakr",
    });
  });

  it('finds nothing wrong with what it has made, and neither does the lead data model', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ maxLength: 40 }),
      fc.constantFrom('acme.com', 'a@acme.com', '512-555-0142', '1.5M', '62'),
      fc.webUrl(),
      fc.emailAddress(),
    );
    const fields = fc.record({
      business_name: cell,
      website_url: fc.oneof(fc.webUrl(), fc.domain(), cell),
      email: fc.oneof(fc.emailAddress(), cell),
      contact_name: cell,
      phone: fc.oneof(fc.stringMatching(/^\+?[\d ()-]{7,15}$/), cell),
      industry: cell,
      naics_code: fc.oneof(fc.stringMatching(/^\d{1,7}$/), cell),
      location: cell,
      annual_revenue: fc.oneof(fc.stringMatching(/^[\d., ]{1,12}[kM]?$/), cell),
      employee_count: fc.oneof(fc.nat().map(String), cell),
      notes: cell,
    });
    fc.assert(
      fc.property(
        fields,
        fc.constantFrom('US', 'DE', 'XX'),
        (given, defaultCountry) => {
          const { lead, problems, keys } = checkLead(given, { defaultCountry });
          problems.forEach(problem => importProblemSchema.parse(problem));
          if (problems.some(problem => problem.severity === 'error')) return;
          expect(leadDataSchema.safeParse(lead)).toMatchObject({
            success: true,
          });
          const again = checkLead({ ...lead }, { defaultCountry });
          expect(again.lead).toEqual(lead);
          expect(again.keys).toEqual(keys);
          const modelled = normaliseLead(leadDataSchema.parse(lead));
          expect(modelled.problems.filter(p => p.severity === 'error')).toEqual(
            [],
          );
        },
      ),
      { numRuns: 3000 },
    );
  });
});
