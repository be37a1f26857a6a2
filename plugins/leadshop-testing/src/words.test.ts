import { LEAD_FIELD_TITLES } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { english } from './__testUtils__/english';
import { wordsMessages } from './translations/words';
import { leadName, totalText, userName } from './words';

describe('words', () => {
  const t = english();

  it('calls users by their names', () => {
    expect(userName('user:default/qa-tester')).toBe('qa-tester');
    expect(userName('user:acme/jo')).toBe('acme/jo');
  });

  it('calls a lead by the best name that there is', () => {
    const website_url = 'https://a.example';
    expect(leadName(t, { business_name: 'A', website_url })).toBe('A');
    expect(leadName(t, { business_name: '', website_url })).toBe(website_url);
    expect(leadName(t, { business_name: null, website_url: null })).toBe(
      'Unnamed lead',
    );
  });

  it('says where the server stopped to count', () => {
    expect(totalText(t, 1234)).toBe('1,234');
    expect(totalText(t, 10_000)).toBe('10,000 or more');
  });

  it('calls the fields of a lead as the server does', () => {
    expect(wordsMessages.leadField).toEqual(LEAD_FIELD_TITLES);
  });
});
