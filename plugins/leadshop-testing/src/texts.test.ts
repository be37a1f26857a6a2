import { formatMoney, leadName, userName } from './texts';

describe('words', () => {
  it('calls users by their names', () => {
    expect(userName('user:default/qa-tester')).toBe('qa-tester');
    expect(userName('user:acme/jo')).toBe('acme/jo');
  });

  it('calls a lead by the best name that there is', () => {
    expect(
      leadName({ business_name: 'A', website_url: 'https://a.example' }),
    ).toBe('A');
    expect(
      leadName({ business_name: '', website_url: 'https://a.example' }),
    ).toBe('https://a.example');
    expect(leadName({ business_name: null, website_url: null })).toBe(
      'Unnamed lead',
    );
  });

  it('writes money in its currency', () => {
    expect(formatMoney(24_800, 'USD')).toBe('$24,800');
    expect(formatMoney(24_800, 'not a currency')).toBe('24,800 not a currency');
    expect(formatMoney(null, 'USD')).toBe('–');
  });
});
