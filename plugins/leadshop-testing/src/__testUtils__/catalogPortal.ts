import { SearchApi } from '@backstage/plugin-search-react';
import {
  LeadSearchDocument,
  SEARCH_TYPES,
  TestSearchDocument,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testId } from './executions';

/** A component of LeadShop as the catalog of a portal has it. */
export const SCORES_ENTITY = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'scores',
    annotations: { 'leadshop.io/component': 'score-calculator' },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'group:qa' },
};

const FOUND_TEST: TestSearchDocument = {
  title: 'Test of Corner Bookshop',
  text: 'failed, at GBP Integration',
  location: '/elsewhere',
  test_id: testId(1),
  business_name: 'Corner Bookshop',
  website_url: 'https://corner.example',
  status: 'failed',
  test_type: 'full_pipeline',
  sandbox: true,
  score: 61.6,
  tier: 'B',
  created_at: '2026-03-01T10:00:00.000Z',
};

const FOUND_LEAD: LeadSearchDocument = {
  title: 'Lead Corner Bookshop',
  text: 'corner.example, Books',
  location: '/elsewhere',
  lead_id: testId(2),
  business_name: 'Corner Bookshop',
  website_url: 'https://corner.example',
  status: 'completed',
  industry: 'Books',
  lead_location: '',
  score: null,
  tier: null,
  created_at: '2026-03-01T10:00:00.000Z',
};

/** A search that finds a test, a lead, and something of another plugin. */
export const CORNER_SEARCH: SearchApi = {
  query: async () => ({
    results: [
      {
        type: SEARCH_TYPES.test,
        document: FOUND_TEST,
        rank: 1,
        highlight: {
          preTag: '<mark>',
          postTag: '</mark>',
          fields: { title: 'Test of <mark>Corner</mark> Bookshop' },
        },
      },
      { type: SEARCH_TYPES.lead, document: FOUND_LEAD, rank: 2 },
      {
        type: 'software-catalog',
        document: {
          title: 'corner-service',
          text: 'Something else',
          location: '/catalog/default/component/corner-service',
        },
        rank: 3,
      },
    ],
  }),
};
