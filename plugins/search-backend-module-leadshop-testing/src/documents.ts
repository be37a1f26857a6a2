/* What can be found of a test and of a lead. Nothing here is personal data. */
import {
  ExecutionSummary,
  Lead,
  LeadSearchDocument,
  TestSearchDocument,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

const PAGES = '/leadshop-testing';

/** `https://www.shop.example/about` is `www.shop.example`, as people look for it. */
function hostOf(websiteUrl: string | null): string {
  return websiteUrl && URL.canParse(websiteUrl)
    ? new URL(websiteUrl).host
    : websiteUrl ?? '';
}

function sentence(...parts: (string | null | undefined | false)[]): string {
  return parts.filter(part => part).join(', ');
}

function scored(score: number | null, tier: string | null) {
  return score !== null && `score ${score}${tier ? ` (tier ${tier})` : ''}`;
}

const day = (time: string) => time.slice(0, 10);

/** A test, found by its business, site, status, failed step or id. */
export function testDocument(test: ExecutionSummary): TestSearchDocument {
  const site = hostOf(test.website_url);
  const failed = test.steps.find(step => step.status === 'failed');
  return {
    title: `Test of ${test.business_name ?? (site || test.id)}`,
    text: sentence(
      test.status,
      failed && `at ${failed.title}`,
      site,
      scored(test.score, test.tier),
      test.test_type.replaceAll('_', ' '),
      day(test.created_at),
      test.id,
    ),
    location: `${PAGES}/tests/${test.id}`,
    test_id: test.id,
    business_name: test.business_name ?? '',
    website_url: test.website_url ?? '',
    status: test.status,
    test_type: test.test_type,
    sandbox: test.provider_mode === 'sandbox',
    score: test.score,
    tier: test.tier,
    created_at: test.created_at,
  };
}

/** A lead, found by its business, site, industry, place or status; not when it was erased. */
export function leadDocument(lead: Lead): LeadSearchDocument | undefined {
  if (lead.erased_at !== null) return undefined;
  const site = hostOf(lead.website_url);
  const { score, tier } = lead.last_test ?? { score: null, tier: null };
  return {
    title: `Lead ${lead.business_name ?? site}`,
    text: sentence(
      site,
      lead.industry,
      lead.location,
      lead.status,
      scored(score, tier),
      day(lead.created_at),
    ),
    location: `${PAGES}/leads?journey=${lead.id}`,
    lead_id: lead.id,
    business_name: lead.business_name ?? '',
    website_url: lead.website_url,
    status: lead.status,
    industry: lead.industry ?? '',
    lead_location: lead.location ?? '',
    score,
    tier,
    created_at: lead.created_at,
  };
}
