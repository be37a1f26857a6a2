import { LEAD_FIELD_TITLES } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ComponentStatus,
  FailureReason,
  Fault,
  ImportErrorRow,
  ImportProblemCode,
  ImportStatus,
  LeadStatus,
  OnDuplicate,
  PipelineHealth,
  StepResult,
  StepState,
  StepStatus,
  TestEventKind,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/*
 * The words that more than one page uses. The wire's words are turned into a
 * person's here and nowhere else.
 */

export const TEST_STATUS_TEXT: Record<TestStatus, string> = {
  pending: 'Waiting',
  running: 'Running',
  success: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export const STEP_STATUS_TEXT: Record<StepStatus, string> = {
  pending: 'Waiting',
  running: 'Running',
  success: 'Succeeded',
  failed: 'Failed',
  skipped: 'Skipped',
};

/**
 * True for a step that was at work when its test was cancelled. The wire calls
 * it skipped, as those that never began.
 */
export function wasStopped(
  step: Pick<StepResult, 'status' | 'started_at' | 'kept_from'>,
): boolean {
  return (
    step.status === 'skipped' &&
    step.started_at !== null &&
    step.kept_from === null
  );
}

/** A step's status in words. */
export function stepText(step: StepResult): string {
  return wasStopped(step) ? 'Stopped' : STEP_STATUS_TEXT[step.status];
}

/** The status of a step of a list or live card in words. */
export function stepStateText({ status, stopped }: StepState): string {
  return stopped ? 'Stopped' : STEP_STATUS_TEXT[status];
}

export const HEALTH_TEXT: Record<PipelineHealth, string> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  down: 'Down',
};

export const HEALTH_HELP: Record<PipelineHealth, string> = {
  healthy: 'Every part of the pipeline works.',
  degraded: 'Some parts of the pipeline have problems; tests may fail.',
  down: 'A part that every test needs does not work; tests will fail.',
};

export const COMPONENT_STATUS_TEXT: Record<ComponentStatus, string> = {
  healthy: 'Healthy',
  warning: 'Warning',
  error: 'Error',
  unknown: 'Not checked yet',
};

export const LEAD_STATUS_TEXT: Record<LeadStatus, string> = {
  new: 'New',
  processing: 'Processing',
  completed: 'Completed',
  failed: 'Failed',
};

/** What the fields of a lead are called, on the server too. */
export const LEAD_FIELD_TEXT = LEAD_FIELD_TITLES;

export const IMPORT_STATUS_TEXT: Record<ImportStatus, string> = {
  pending: 'Waiting',
  running: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
  undone: 'Undone',
};

export const IMPORT_OUTCOME_TEXT: Record<ImportErrorRow['outcome'], string> = {
  rejected: 'Rejected',
  duplicate: 'Duplicate',
  imported: 'Warning',
};

export const IMPORT_PROBLEM_TEXT: Record<ImportProblemCode, string> = {
  required: 'Missing',
  invalid_email: 'Not an e-mail address',
  invalid_url: 'Not a web address',
  invalid_phone: 'Not a phone number',
  invalid_naics: 'Not a NAICS code',
  invalid_number: 'Not a number',
  too_long: 'Too long',
  unstorable: 'Characters that cannot be stored',
  ragged_row: 'More or fewer cells than the header',
  duplicate_in_file: 'Repeats another row',
  duplicate_stored: 'Repeats a stored lead',
};

export const ON_DUPLICATE_TEXT: Record<OnDuplicate, string> = {
  skip: 'Skip',
  update: 'Update',
  create: 'Create anyway',
};

export const FAULT_TEXT: Record<Fault, string> = {
  lead: 'The lead',
  leadshop: 'LeadShop',
  vendor: 'The vendor',
  config: 'Configuration',
  network: 'The network',
};

export const FAULT_HELP: Record<Fault, string> = {
  lead: 'The data of this lead or its site causes the failure. Other leads are not affected.',
  leadshop: 'A part of LeadShop did not do what it should.',
  vendor: 'The outside service answered with an error or not at all.',
  config: 'A setting is missing or wrong; an administrator can mend it.',
  network: 'The connection to the service did not work.',
};

export const FAILURE_REASON_TEXT: Record<FailureReason, string> = {
  step: 'A step failed',
  timeout: 'The test took too long',
  internal: 'LeadShop Testing itself had a problem',
};

export const EVENT_KIND_TEXT: Record<TestEventKind, string> = {
  created: 'Created',
  started: 'Started',
  resumed: 'Resumed',
  step_started: 'Step started',
  step_retry: 'Step retried',
  step_finished: 'Step finished',
  cancel_requested: 'Cancel requested',
  ended: 'Ended',
};

export const texts = {
  title: 'LeadShop Testing Interface',
  subtitle: 'Comprehensive system testing and validation dashboard',
  loadingDashboard: 'Loading testing dashboard...',
  noActiveTests: 'No active tests running',
  noTestData: 'No test data available',
  run: 'Run Full Pipeline Test',
  sandboxHelp:
    'The sandbox answered in place of real vendors. Its results never count in the figures of live tests.',
  unnamedLead: 'Unnamed lead',
} as const;

/** `user:default/qa-tester` as people call it: `qa-tester`. */
export function userName(userRef: string): string {
  return userRef.replace(/^user:(default\/)?/, '');
}

/** What to call a lead, or the lead of a test. */
export function leadName(test: {
  business_name: string | null;
  website_url: string | null;
}): string {
  return test.business_name || test.website_url || texts.unnamedLead;
}

/** Beyond this the server stops counting. */
export const COUNTED = 10_000;

/** How many match, as exactly as the server knows it. */
export function formatTotal(total: number): string {
  return `${total.toLocaleString()}${total >= COUNTED ? ' or more' : ''}`;
}

/** `24800` in EUR as `€24,800`. */
export function formatMoney(
  amount: number | null,
  currency: string | null,
): string {
  if (amount === null) {
    return '–';
  }
  if (!currency) {
    return amount.toLocaleString();
  }
  try {
    return amount.toLocaleString(undefined, {
      style: 'currency',
      currency,
      maximumFractionDigits: 0,
    });
  } catch {
    // Not a currency that the browser knows.
    return `${amount.toLocaleString()} ${currency}`;
  }
}
