import type {
  Batch,
  ImportSummary,
  JourneyEntry,
  Lead,
  LeadImport,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** The id of the lead with that number. */
export function leadId(number: number): string {
  return `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`;
}

/** The id of the import or batch with that number. */
export function workId(number: number): string {
  return `00000000-0000-4000-a000-${String(number).padStart(12, '0')}`;
}

/** A stored lead; those with higher numbers are newer. */
export function storedLead(number: number, change: Partial<Lead> = {}): Lead {
  const at = new Date(
    Date.parse('2026-03-01T10:00:00.000Z') + number * 1000,
  ).toISOString();
  return {
    id: leadId(number),
    business_name: `Business ${number}`,
    website_url: `https://business-${number}.example/`,
    email: `info@business-${number}.example`,
    contact_name: `Person ${number}`,
    phone: null,
    industry: 'Dental',
    naics_code: null,
    location: 'Austin, TX',
    annual_revenue: null,
    employee_count: null,
    notes: null,
    status: 'new',
    lifecycle_stage: null,
    import_id: null,
    version: 1,
    created_by: 'user:default/qa-tester',
    created_at: at,
    updated_at: at,
    erased_at: null,
    last_test: null,
    ...change,
  };
}

/** As many stored leads, the newest first. */
export function storedLeads(count: number): Lead[] {
  return Array.from({ length: count }, (_, index) => storedLead(count - index));
}

/** Something that happened to a lead. */
export function journeyEntry(change: Partial<JourneyEntry> = {}): JourneyEntry {
  return {
    kind: 'updated',
    at: '2026-03-01T10:00:00.000Z',
    user_ref: 'user:default/qa-tester',
    message: 'Edited',
    changes: [],
    status: null,
    import_id: null,
    bulk_id: null,
    test_id: null,
    score: null,
    tier: null,
    ...change,
  };
}

/** An import as lists show it; finished unless changed. */
export function importSummary(
  number: number,
  change: Partial<ImportSummary> = {},
): ImportSummary {
  return {
    id: workId(number),
    file_name: `leads-${number}.csv`,
    file_size: 2048,
    format: 'csv',
    dry_run: false,
    status: 'completed',
    phase: null,
    on_duplicate: 'skip',
    total: 25,
    processed: 25,
    successful: 25,
    created: 25,
    updated: 0,
    duplicates: 0,
    failed: 0,
    warnings: 0,
    user_ref: 'user:default/qa-tester',
    error_message: null,
    undo: null,
    created_at: '2026-03-01T10:00:00.000Z',
    completed_at: '2026-03-01T10:00:02.000Z',
    ...change,
  };
}

/** The whole of an import. */
export function wholeImport(
  number: number,
  change: Partial<LeadImport> = {},
): LeadImport {
  return {
    ...importSummary(number),
    headers: ['business_name', 'website_url', 'email'],
    columns: ['business_name', 'website_url', 'email'],
    errors: [],
    problem_counts: [],
    ...change,
  };
}

/** A batch in the middle of its work unless changed. */
export function batchOf(number: number, change: Partial<Batch> = {}): Batch {
  return {
    id: workId(number),
    test_type: 'full_pipeline',
    status: 'running',
    user_ref: 'user:default/qa-tester',
    entity_ref: null,
    source: 'leads',
    import_id: null,
    rerun_of: null,
    total: 100,
    counts: { pending: 50, running: 10, success: 35, failed: 5, cancelled: 0 },
    failing_steps: [
      { step_name: 'security_scan', title: 'Security Scraper', count: 5 },
    ],
    progress: 40,
    rate_per_minute: 120,
    eta_seconds: 30,
    cancel_requested_at: null,
    created_at: '2026-03-01T10:00:00.000Z',
    completed_at: null,
    ...change,
  };
}
