import {
  isStorableText,
  LEAD_LIMITS,
  leadDataSchema,
  PERSONAL_LEAD_FIELDS,
} from './lead';

const site = { website_url: 'https://shop.example' };

function problems(value: unknown): string[] {
  const result = leadDataSchema.safeParse(value);
  return result.success
    ? []
    : result.error.issues.map(i => `${i.path.join('.')}: ${i.message}`);
}

describe('leadDataSchema', () => {
  it('takes the eleven fields of PRP-013 as they are', () => {
    const lead = {
      business_name: 'Müller & Söhne 🏗️',
      website_url: 'https://shop.example/a?b=c',
      email: 'ann@shop.example',
      contact_name: 'Ann Example',
      phone: '+49 30 901820',
      industry: 'Roofing',
      naics_code: '238160',
      location: 'Berlin',
      annual_revenue: 1_250_000.5,
      employee_count: 12,
      notes: 'Called twice.\nAsks for a quote.',
    };
    expect(leadDataSchema.parse(lead)).toEqual(lead);
  });

  it('needs the site alone; everything else may be null or absent', () => {
    expect(problems(site)).toEqual([]);
    const nulls = Object.fromEntries(
      Object.keys(leadDataSchema.shape).map(name => [name, null]),
    );
    expect(problems({ ...nulls, ...site })).toEqual([]);
  });

  it.each(['', '   ', undefined, null])(
    'says that the site is required for %p',
    url => {
      expect(problems({ website_url: url })).toContain(
        'website_url: Website URL is required',
      );
    },
  );

  it.each([7, {}])('refuses %p as the site', url => {
    expect(problems({ website_url: url })).toEqual([
      'website_url: Website URL must be text',
    ]);
  });

  it.each([
    'shop.example',
    'ftp://shop.example',
    'file:///etc/passwd',
    // eslint-disable-next-line no-script-url -- what a hostile user may type
    'javascript:alert(1)',
    'https://ann@shop.example',
    'https://ann:secret@shop.example',
    'https://',
  ])('refuses the address %s without repeating it', url => {
    const said = problems({ website_url: url });
    expect(said).toEqual([
      'website_url: Website URL must be an http or https address without user name or password',
    ]);
    expect(said.join()).not.toContain('secret');
  });

  it('leaves a bad e-mail address and industry to step 2', () => {
    expect(
      problems({ ...site, email: 'no address', naics_code: 'abc' }),
    ).toEqual([]);
  });

  it.each(Object.entries(LEAD_LIMITS))(
    'takes %s up to %i characters and no more',
    (field, limit) => {
      const prefix = field === 'website_url' ? 'https://a.example/' : '';
      const longest = prefix.padEnd(limit, 'a');
      expect(problems({ ...site, [field]: longest })).toEqual([]);
      expect(problems({ ...site, [field]: `${longest}a` })).toEqual([
        expect.stringContaining(`is longer than ${limit} characters`),
      ]);
    },
  );

  it('cuts white space at the ends before it measures', () => {
    const name = 'a'.repeat(200);
    expect(
      leadDataSchema.parse({ ...site, business_name: `  ${name}\n` }),
    ).toEqual({ ...site, business_name: name });
  });

  it.each(['\u0000', 'a\uD83D', '\uDE00b'])(
    'refuses text that PostgreSQL cannot store: %j',
    text => {
      expect(problems({ ...site, notes: text })).toEqual([
        'notes: Notes has characters that cannot be stored',
      ]);
      expect(problems({ website_url: `https://a.example/${text}` })).toContain(
        'website_url: Website URL has characters that cannot be stored',
      );
    },
  );

  it.each([
    ['annual_revenue', -1, 'Annual revenue must not be negative'],
    ['annual_revenue', 1e16, 'Annual revenue is too large'],
    ['annual_revenue', '7', 'Annual revenue must be a number'],
    ['annual_revenue', Infinity, 'Annual revenue must be a number'],
    ['employee_count', -1, 'Employee count must not be negative'],
    ['employee_count', 1.5, 'Employee count must be a whole number'],
    ['employee_count', 100_000_001, 'Employee count is too large'],
  ])('refuses %s %p', (field, value, message) => {
    expect(problems({ ...site, [field]: value })).toEqual([
      `${field}: ${message}`,
    ]);
  });

  it('refuses fields that it does not know', () => {
    const result = leadDataSchema.safeParse({ ...site, web_site: 'x' });
    expect(result.error?.issues).toEqual([
      expect.objectContaining({
        code: 'unrecognized_keys',
        keys: ['web_site'],
      }),
    ]);
  });
});

describe('isStorableText', () => {
  it('takes whole surrogate pairs, also next to each other', () => {
    expect(isStorableText('😀😀')).toBe(true);
    expect(isStorableText('\u0001\u007f\uFFFD')).toBe(true);
  });

  it('refuses NUL and halves, wherever they stand', () => {
    expect(isStorableText('a\u0000b')).toBe(false);
    expect(isStorableText('\uDE00\uD83D')).toBe(false);
    expect(isStorableText('😀\uD83D')).toBe(false);
  });
});

it('names as personal data only fields that a lead has', () => {
  expect(Object.keys(leadDataSchema.shape)).toEqual(
    expect.arrayContaining([...PERSONAL_LEAD_FIELDS]),
  );
  expect(PERSONAL_LEAD_FIELDS).not.toContain('business_name');
  expect(PERSONAL_LEAD_FIELDS).not.toContain('website_url');
});
