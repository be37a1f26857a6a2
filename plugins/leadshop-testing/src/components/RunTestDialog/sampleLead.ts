import type { LeadData } from '@leadshop/backstage-plugin-leadshop-testing-common';

/**
 * The lead of `examples/leads/sample-lead.json`: an invented business whose
 * site is one of the sandbox's.
 */
export const SAMPLE_LEAD: LeadData = {
  business_name: 'Sunrise Dental Care',
  website_url: 'https://localhost:7011/sites/sunrise-dental',
  email: 'office@sunrise-dental.example',
  contact_name: 'Maria Lopez',
  phone: '(512) 555-0142',
  industry: 'Dental practice',
  naics_code: '621210',
  location: 'Austin, TX',
  annual_revenue: 1_450_000,
  employee_count: 14,
  notes:
    'Family practice with two locations. Prefers to be called in the morning.',
};
