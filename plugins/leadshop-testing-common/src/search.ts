/*
 * What the portal's search holds of LeadShop Testing: the search module writes
 * these documents, and the frontend plugin shows them. None has personal data.
 */
import type { LeadStatus, TestStatus } from './schemas';

/** The kinds of documents, as the search knows them. @public */
export const SEARCH_TYPES = {
  test: 'leadshop-test',
  lead: 'leadshop-lead',
} as const;

/** What every document has. @public */
export interface SearchDocument {
  title: string;
  text: string;
  /** Path in the portal. */
  location: string;
}

/** A test in the portal's search. @public */
export interface TestSearchDocument extends SearchDocument {
  test_id: string;
  business_name: string;
  website_url: string;
  status: TestStatus;
  test_type: string;
  sandbox: boolean;
  score: number | null;
  tier: string | null;
  created_at: string;
}

/** A lead in the portal's search. @public */
export interface LeadSearchDocument extends SearchDocument {
  lead_id: string;
  business_name: string;
  website_url: string;
  status: LeadStatus;
  industry: string;
  lead_location: string;
  score: number | null;
  tier: string | null;
  created_at: string;
}
