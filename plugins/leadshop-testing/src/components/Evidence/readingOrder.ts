import { labelOf } from './labels';

/*
 * JSON from a database has no order of its own, so the order in which people
 * read evidence is kept here: names first, then how it came out, then what was
 * looked at, and how it was reckoned last. What a step of another company's
 * pipeline calls differently stands in between, in the order of the alphabet.
 */

const FIRST = [
  // What it is
  ...['name', 'title', 'label', 'field', 'part', 'rule', 'check', 'probe'],
  ...['assessment', 'text', 'tier'],
  // A lead, as its form asks for it
  ...['business_name', 'website_url', 'contact_name', 'email', 'phone'],
  ...['location', 'industry', 'naics_code'],
  // How it came out
  ...['score', 'expected_score', 'impact', 'expected_impact', 'overall'],
  ...['completeness', 'confidence', 'verified', 'matched', 'found', 'applies'],
  ...['passed', 'refused', 'right', 'planned', 'rank'],
  ...['high', 'medium', 'low', 'info'],
  // What was looked at
  ...['subject', 'url', 'final_url', 'domain', 'registrable_domain', 'query'],
  ...['bucket', 'key', 'mobile', 'desktop', 'place'],
  // What came in and what became of it
  ...['given', 'normalised', 'changed', 'present'],
  ...['reference', 'service', 'tolerance', 'within'],
  ...['value', 'unit', 'from', 'weight', 'effective_weight', 'contribution'],
  ...['finding', 'derivation', 'fields', 'contributions', 'claims'],
  ...['amount', 'currency', 'per', 'annual_revenue', 'annual_revenue_from'],
  ...['online_share', 'full_uplift', 'employee_count', 'notes'],
  // Speed, as Lighthouse reports it
  ...['scores', 'performance', 'accessibility', 'best_practices', 'seo'],
  ...['fcp_ms', 'lcp_ms', 'speed_index_ms', 'tbt_ms', 'cls'],
  // One after the other, as it happened
  ...['check_bucket', 'put', 'head', 'get', 'delete', 'head_after_delete'],
  ...['inserted', 'read_back_equal', 'updated_to_version'],
  ...['stale_update_refused', 'rolled_back'],
  ...['queued_at', 'taken_at', 'answered_at', 'queue_ms', 'round_trip_ms'],
  ...['report', 'mail', 'spam', 'delivery'],
  // Search, business profile, certificate, model, files
  ...['organic_traffic', 'organic_keywords', 'organic_cost'],
  ...['adwords_keywords', 'rating', 'review_count', 'address', 'website'],
  ...['protocol', 'cipher', 'issuer', 'valid_to', 'days_to_expiry'],
  ...['model', 'calls', 'prompt_tokens', 'completion_tokens', 'cost'],
  ...['width', 'height', 'format', 'size', 'pages'],
];

const LAST = [
  ...['revenue_impact', 'missing', 'missing_reasons', 'problems'],
  ...['threshold', 'limit', 'formula', 'assumptions', 'tiers', 'golden_cases'],
  ...['llm', 'worker', 'database', 'date', 'lighthouse_version'],
  ...['artifact', 'sha256', 'id', 'message_id', 'duration_ms', 'source'],
  'personal',
];

const RANK = new Map([
  ...FIRST.map((name, index) => [name, index - FIRST.length] as const),
  ...LAST.map((name, index) => [name, index + 1] as const),
]);

/** Compares two names of evidence by when they are read. */
export function byReadingOrder(a: string, b: string): number {
  return (
    (RANK.get(a) ?? 0) - (RANK.get(b) ?? 0) ||
    labelOf(a).localeCompare(labelOf(b), 'en')
  );
}
