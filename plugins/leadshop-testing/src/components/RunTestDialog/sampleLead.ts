import type { LeadData } from '@leadshop/backstage-plugin-leadshop-testing-common';

/**
 * The lead of `examples/leads/sample-lead.json`: an invented business whose
 * site is one of the sandbox's.
 */
export const SAMPLE_LEAD: LeadData = {
  business_name: 'Harbor Lane Dental',
  website_url: 'https://localhost:7011/sites/harbor-lane-dental',
  email: 'office@harbor-lane-dental.example',
  contact_name: 'Dana Whitfield',
  phone: '+1 503 555 0142',
  industry: 'Dental practice',
  naics_code: '621210',
  location: 'Portland, OR',
  annual_revenue: 1_850_000,
  employee_count: 14,
  notes: 'Sample lead for trying the pipeline.',
};
