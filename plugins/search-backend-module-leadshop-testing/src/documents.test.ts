import {
  ExecutionSummary,
  Lead,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadDocument, testDocument } from './documents';

/** In every field that may hold something of a person. */
const PERSONAL = {
  email: 'ann@bakery.example',
  contact_name: 'Ann Baker',
  phone: '+15125550199',
  notes: 'asked for a quote',
  user_ref: 'user:default/bob',
  created_by: 'user:default/bob',
};
const PUBLIC = {
  id: 'an-id',
  business_name: 'Harbour Bakery',
  website_url: 'https://bakery.example/about',
  industry: 'Bakeries',
  location: 'Austin, TX',
  status: 'completed',
  test_type: 'full_pipeline',
  score: 80,
  tier: 'A',
  created_at: '2026-11-22T00:00:00.000Z',
};

const FOUND_BY = [
  ...['title', 'text', 'location', 'business_name', 'website_url'],
  ...['status', 'score', 'tier', 'created_at'],
];

it.each([
  [
    'a test',
    testDocument({
      ...PUBLIC,
      ...PERSONAL,
      steps: [{ status: 'failed', title: 'Send', message: 'to Ann Baker' }],
    } as unknown as ExecutionSummary),
    ['test_id', 'test_type', 'sandbox'],
  ],
  [
    'a lead',
    leadDocument({
      ...PUBLIC,
      ...PERSONAL,
      erased_at: null,
      last_test: { score: 80, tier: 'A' },
    } as unknown as Lead),
    ['lead_id', 'industry', 'lead_location'],
  ],
])('the document of %s holds nothing of a person', (_, document, own) => {
  expect(Object.keys(document ?? {}).sort()).toEqual(
    [...FOUND_BY, ...own].sort(),
  );
  const text = JSON.stringify(document);
  expect(text).toContain('Harbour Bakery');
  for (const personal of Object.values(PERSONAL)) {
    expect(text).not.toContain(personal);
  }
});

it('an erased lead has no document', () => {
  const erased = { ...PUBLIC, erased_at: PUBLIC.created_at };
  expect(leadDocument(erased as unknown as Lead)).toBeUndefined();
});
