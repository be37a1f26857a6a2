import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ExecutionSummary,
  Lead,
  LeadStatus,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What a test makes of its lead; a cancelled one leaves that to earlier tests. */
function statusBy(test: TestStatus): LeadStatus | undefined {
  switch (test) {
    case 'success':
      return 'completed';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return undefined;
    default:
      return 'processing';
  }
}

/**
 * A lead after news of one of its tests. News is a summary, so that a row can
 * be brought up to date without asking the server.
 */
export function applyTest(lead: Lead, test: ExecutionSummary): Lead {
  const { last_test: last } = lead;
  const newest =
    !last || last.id === test.id || last.created_at <= test.created_at;
  // While a later test is under way, the end of an earlier one decides nothing
  if (!newest && !isFinalStatus(last.status)) {
    return lead;
  }
  const { id, status, score, tier, created_at } = test;
  return {
    ...lead,
    status: statusBy(status) ?? lead.status,
    last_test: newest ? { id, status, score, tier, created_at } : last,
  };
}

/** True when only the server knows the status that the lead has now. */
export function leavesStatusOpen(test: ExecutionSummary): boolean {
  return test.status === 'cancelled';
}
