import { leadKeys } from './keys';

const lead = {
  business_name: 'Sunrise Dental Care',
  website_url: 'https://www.sunrise-dental.co.uk/about',
  email: 'Office@Sunrise-Dental.co.uk',
};

describe('leadKeys', () => {
  it('makes them of e-mail, registrable domain and name', () => {
    expect(leadKeys(lead)).toEqual({
      email_key: 'office@sunrise-dental.co.uk',
      domain_key: 'sunrise-dental.co.uk',
      name_key: 'sunrise dental care',
    });
  });

  it('has none for what is not there', () => {
    expect(
      leadKeys({ business_name: null, website_url: null, email: null }),
    ).toEqual({ email_key: null, domain_key: null, name_key: null });
  });

  it.each([
    ['https://acme.com', 'acme.com'],
    ['http://shop.acme.com:8080/x?y#z', 'acme.com'],
    ['https://www.acme.example', 'acme.example'],
    ['https://xn--mller-kva.de', 'xn--mller-kva.de'],
    ['https://acme.myshopify.com', 'myshopify.com'],
    ['https://localhost:7011/sites/acme', null],
    ['https://10.0.0.1/acme', null],
    ['http://[::1]:80/acme', null],
  ])('finds the registrable domain of %s', (website_url, domain) => {
    expect(leadKeys({ ...lead, website_url }).domain_key).toBe(domain);
  });

  it.each([
    ['ACME, Inc.', 'acme'],
    ['Acme  Holding   Co., Ltd.', 'acme holding'],
    ['Müller & Söhne GmbH', 'muller sohne'],
    ['MULLER SOHNE', 'muller sohne'],
    ['Joe’s Café', 'joe s cafe'],
    ["Joe's Cafe", 'joe s cafe'],
    ['東京寿司', '東京寿司'],
    ['Limited', 'limited'],
    ['Coach', 'coach'],
    ['!!!', '!!!'],
  ])('compares %j as %j', (business_name, key) => {
    expect(leadKeys({ ...lead, business_name }).name_key).toBe(key);
  });
});
