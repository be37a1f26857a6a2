import { PermissionName } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Of several permissions any is enough; none: for every signed-in user. */
export type Needed = readonly PermissionName[];

const RUN: Needed = ['run_pipeline_tests'];
const VIEW: Needed = ['view_test_results'];
const METRICS: Needed = ['view_system_metrics'];
const MANAGE: Needed = ['manage_leads'];
const READ_LEADS: Needed = ['manage_leads', 'run_pipeline_tests'];
const IMPORT: Needed = ['bulk_import_leads'];
const CONFIGURE: Needed = ['manage_system_config'];
const AUDIT: Needed = ['view_audit_logs'];
const ADMINISTER: Needed = ['system_administration'];

/**
 * What the contract asks for each route, written down a second time and apart
 * from the routes: a new route is added here too, with its permission from the
 * contract, or the matrix test fails.
 */
export const ROUTES: Record<string, Needed> = {
  'get /me': [],
  'get /openapi.json': [],
  'get /roles': ['manage_users'],
  'get /config': CONFIGURE,
  'get /status': VIEW,
  'get /active': VIEW,
  'get /history': VIEW,
  'get /tests/compare': VIEW,
  'get /tests/{id}': VIEW,
  'get /tests/{id}/events': VIEW,
  'get /tests/{id}/artifacts/{name}': VIEW,
  'get /metrics': VIEW,
  'get /system-metrics': METRICS,
  'get /components': METRICS,
  'get /components/{name}/checks': METRICS,
  'get /components/{name}/results': VIEW,
  'get /queue': METRICS,
  'post /queue/pause': ADMINISTER,
  'post /queue/resume': ADMINISTER,
  'get /report': VIEW,
  'get /batches': VIEW,
  'get /batches/{id}': VIEW,
  'post /run-pipeline': RUN,
  'post /tests/{id}/cancel': RUN,
  'post /tests/{id}/rerun': RUN,
  'post /run-batch': RUN,
  'post /batches/{id}/cancel': RUN,
  'post /batches/{id}/rerun-failed': RUN,
  'get /leads': READ_LEADS,
  'get /leads/{id}': READ_LEADS,
  'get /leads/{id}/journey': READ_LEADS,
  'get /leads/{id}/export': READ_LEADS,
  'post /leads': MANAGE,
  'patch /leads/{id}': MANAGE,
  'delete /leads/{id}': MANAGE,
  'post /leads/bulk': MANAGE,
  'post /leads/bulk/{id}/undo': MANAGE,
  'get /leads/export': MANAGE,
  'post /leads/imports': IMPORT,
  'post /leads/imports/preview': IMPORT,
  'get /leads/imports': IMPORT,
  'get /leads/imports/{id}': IMPORT,
  'get /leads/imports/{id}/errors': IMPORT,
  'get /leads/imports/{id}/errors.csv': IMPORT,
  'post /leads/imports/{id}/cancel': IMPORT,
  'post /leads/imports/{id}/undo': IMPORT,
  'get /audit-events': AUDIT,
  'get /audit-events/export': AUDIT,
  'get /audit-events/verify': AUDIT,
  'get /retention': ['manage_system_config', 'system_administration'],
  'post /retention/run': ADMINISTER,
  'get /alerts': ['view_system_metrics', 'manage_system_config'],
  'post /alerts/{id}/acknowledge': CONFIGURE,
  'get /alert-rules': CONFIGURE,
  'post /alert-rules': CONFIGURE,
  'get /alert-rules/{id}': CONFIGURE,
  'patch /alert-rules/{id}': CONFIGURE,
  'delete /alert-rules/{id}': CONFIGURE,
  'post /alert-rules/{id}/test': CONFIGURE,
  'get /credentials': CONFIGURE,
  'post /credentials': CONFIGURE,
  'post /credentials/rotate': CONFIGURE,
  'patch /credentials/{id}': CONFIGURE,
  'delete /credentials/{id}': CONFIGURE,
  'get /webhooks': CONFIGURE,
  'post /webhooks': CONFIGURE,
  'get /webhooks/{id}': CONFIGURE,
  'patch /webhooks/{id}': CONFIGURE,
  'delete /webhooks/{id}': CONFIGURE,
  'post /webhooks/{id}/rotate-secret': CONFIGURE,
  'post /webhooks/{id}/test': CONFIGURE,
  'get /webhooks/{id}/deliveries': CONFIGURE,
  'get /dead-letters': CONFIGURE,
  'post /dead-letters/{id}/resend': ['system_administration'],
  'post /webhooks/{id}/dead-letters/resend': ['system_administration'],
};

/** What the contract asks for each kind of channel of the live feed. */
export const CHANNELS: Record<string, Needed> = {
  global: VIEW,
  'test:0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11': VIEW,
  'batch:0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11': VIEW,
  'entity:component:default/shop': VIEW,
  'import:0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11': IMPORT,
};

/** Whether somebody with these permissions may. */
export function may(
  permissions: readonly PermissionName[],
  needed: Needed,
): boolean {
  return needed.length === 0 || needed.some(name => permissions.includes(name));
}
