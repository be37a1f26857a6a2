import { assessableLead } from './normalise';
import { ASSESSMENTS, planAssessments } from './plan';

const planOf = (
  website_url: string,
  location: string | null = 'Austin, TX',
) => {
  const lead = assessableLead({
    business_name: 'Sunrise',
    website_url,
    location,
  });
  return Object.fromEntries(planAssessments(lead!).map(p => [p.assessment, p]));
};

describe('planAssessments', () => {
  it('plans every assessment for a public site', () => {
    const plan = planOf('https://www.sunrise.co.uk/home');
    expect(Object.keys(plan)).toEqual([...ASSESSMENTS]);
    expect(Object.values(plan).every(p => p.applies && p.reason)).toBe(true);
    expect(plan.semrush_integration.input).toBe('sunrise.co.uk');
    expect(plan.gbp_integration.input).toBe('Sunrise, Austin, TX');
    expect(plan.pagespeed_integration.input).toBe(
      'https://www.sunrise.co.uk/home',
    );
  });

  it('asks for no search figures of an IP address', () => {
    const { semrush_integration: search } = planOf('http://192.0.2.7/');
    expect(search).toMatchObject({ applies: false, input: null });
    expect(search.reason).toContain('IP address');
  });

  it.each([
    ['https://localhost:7011/', 'localhost'],
    // Sites of one machine, such as the sandbox's, are told apart by their path
    ['https://localhost:7011/sites/bakery/?a=1', 'localhost/sites/bakery'],
    ['https://shop.internal/sites/bakery', 'shop.internal'],
  ])('takes the name of %s, which has no public domain', (url, input) => {
    const { semrush_integration: search } = planOf(url);
    expect(search).toMatchObject({ applies: true, input });
  });

  it('searches by name alone without a location, and says so', () => {
    const { gbp_integration: places } = planOf('https://a.example', null);
    expect(places.input).toBe('Sunrise');
    expect(places.reason).toContain('without a location');
  });
});
