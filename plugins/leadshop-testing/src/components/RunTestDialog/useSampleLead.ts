import { useMemo } from 'react';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import type { LeadData } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Where the sandbox shows the site, unless it listens somewhere else. */
const SANDBOX_SITE = 'https://localhost:7011/sites/sunrise-dental';

/** The lead of `examples/leads/sample-lead.json`: an invented business. */
const SAMPLE_LEAD = {
  business_name: 'Sunrise Dental Care',
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

/** A lead for a first try, with the site that this portal has for it. */
export function useSampleLead(): LeadData {
  const config = useApi(configApiRef);
  return useMemo(
    () => ({
      ...SAMPLE_LEAD,
      website_url:
        config.getOptionalString('leadshopTesting.sampleLead.websiteUrl') ??
        SANDBOX_SITE,
    }),
    [config],
  );
}
