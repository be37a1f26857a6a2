import fc from 'fast-check';
import { LeadData } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { assessableLead, normaliseLead } from './normalise';
import { canonicalUrl, parseWebsite } from './website';
import { normalisePhone } from './phone';
import { countryOfLocation } from './country';

const lead: LeadData = {
  business_name: '  Sunrise \u200b  Dental\tCare ',
  website_url: 'HTTPS://WWW.Sunrise-Dental.co.uk:443/Home/?utm_source=x#top',
  email: ' Office@Sunrise-Dental.CO.UK ',
  contact_name: null,
  phone: '(512) 555-0142',
  industry: '',
  naics_code: '621210',
  location: 'Austin,  TX',
  annual_revenue: 0,
  notes: 'One \r\n\r\n\r\n two\u0000',
};

describe('normaliseLead', () => {
  it('brings every field into its one form', () => {
    expect(normaliseLead(lead)).toEqual({
      problems: [],
      lead: {
        business_name: 'Sunrise Dental Care',
        website_url: 'https://www.sunrise-dental.co.uk/Home',
        email: 'office@sunrise-dental.co.uk',
        contact_name: null,
        phone: '+15125550142',
        industry: null,
        naics_code: '621210',
        location: 'Austin, TX',
        annual_revenue: 0,
        employee_count: null,
        notes: 'One\n\ntwo',
      },
    });
  });

  it('lists everything that is missing at once', () => {
    const { problems } = normaliseLead({ website_url: ' ' });
    expect(problems).toEqual([
      {
        field: 'business_name',
        severity: 'error',
        message: 'Business name is required',
      },
      {
        field: 'website_url',
        severity: 'error',
        message: 'Website URL is required',
      },
      { field: 'email', severity: 'error', message: 'Email is required' },
    ]);
  });

  it.each([
    ['email', 'not-an-address', 'error'],
    ['website_url', 'ftp://example.com', 'error'],
    ['website_url', 'nonsense', 'error'],
    ['phone', 'call me maybe', 'error'],
    ['phone', '555-0142', 'warning'],
    ['naics_code', '99', 'error'],
    ['naics_code', '1', 'error'],
    ['naics_code', '62a', 'error'],
  ])('says what is wrong with %s %s', (field, value, severity) => {
    const { problems } = normaliseLead({ ...lead, [field]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ field, severity });
    expect(problems[0].message).not.toContain(value);
  });

  it('gives the same lead when it is done twice', () => {
    fc.assert(
      fc.property(
        fc.record({
          business_name: fc.option(fc.string({ unit: 'grapheme' })),
          website_url: fc.webUrl(),
          email: fc.option(fc.emailAddress()),
          phone: fc.option(fc.string()),
          location: fc.option(fc.string()),
          notes: fc.option(fc.string({ unit: 'binary' })),
        }),
        given => {
          const once = normaliseLead(given).lead;
          const again = normaliseLead({
            ...once,
            website_url: once.website_url ?? '',
          }).lead;
          expect(again).toEqual(once);
        },
      ),
    );
  });

  it('never throws, whatever is in the fields', () => {
    const text = fc.option(fc.string({ unit: 'binary', maxLength: 80 }));
    fc.assert(
      fc.property(
        fc.record({
          business_name: text,
          website_url: fc.string({ unit: 'binary' }),
          email: text,
          phone: text,
          location: text,
          naics_code: text,
        }),
        given => {
          expect(() => normaliseLead(given)).not.toThrow();
        },
      ),
    );
  });

  it('has no lead to assess without name or site', () => {
    expect(assessableLead({ ...lead, business_name: ' ' })).toBeUndefined();
    expect(assessableLead({ ...lead, website_url: 'x' })).toBeUndefined();
    expect(assessableLead(lead)?.business_name).toBe('Sunrise Dental Care');
  });
});

describe('canonicalUrl', () => {
  it.each([
    ['http://Example.com', 'http://example.com/'],
    ['http://example.com.:80/a//', 'http://example.com/a'],
    ['https://example.com/?b=1&gclid=2', 'https://example.com/?b=1'],
    ['https://localhost:7011/sites/x', 'https://localhost:7011/sites/x'],
    ['https://münchen.example/', 'https://xn--mnchen-3ya.example/'],
  ])('%s is %s', (given, canonical) => {
    expect(canonicalUrl(given)).toBe(canonical);
  });

  it('finds the domain that somebody can register', () => {
    expect(parseWebsite('https://a.b.example.co.uk').registrable_domain).toBe(
      'example.co.uk',
    );
    expect(parseWebsite('https://localhost:1').registrable_domain).toBeNull();
    expect(parseWebsite('http://127.0.0.1')).toMatchObject({
      registrable_domain: null,
      is_ip: true,
    });
    expect(parseWebsite('http://[::1]/').is_ip).toBe(true);
  });
});

describe('normalisePhone', () => {
  it.each([
    ['020 7946 0958', 'London, UK', '+442079460958'],
    ['+49 30 901820', 'Austin, TX', '+4930901820'],
    ['416-555-0123', 'Toronto, ON M5H 2N2', '+14165550123'],
    ['512.555.0142', null, '+15125550142'],
  ])('%s in %s is %s', (text, location, expected) => {
    expect(normalisePhone(text, location).phone).toBe(expected);
  });

  it('warns about a number that nobody can have', () => {
    const result = normalisePhone('+1 055 123 4567', null);
    expect(result.severity).toBe('warning');
    expect(result.problem).toContain('range');
  });
});

describe('countryOfLocation', () => {
  it.each([
    ['Austin, TX', 'US'],
    ['Wilmington, DE 19801', 'US'],
    ['Berlin, Germany', 'DE'],
    ['Paris, FR', 'FR'],
    ['Edinburgh, Scotland', 'GB'],
    ['Somewhere', undefined],
    ['', undefined],
  ])('%s is in %s', (location, country) => {
    expect(countryOfLocation(location)).toBe(country);
  });
});
