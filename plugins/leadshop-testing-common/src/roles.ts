import { PERMISSION_NAMES, PermissionName } from './permissions';

/** PRP-013's five roles. @public */
export const ROLE_NAMES = [
  'admin',
  'qa_manager',
  'qa_tester',
  'developer',
  'viewer',
] as const;

/** The name of a role. @public */
export type RoleName = (typeof ROLE_NAMES)[number];

/**
 * What each role may do unless `leadshopTesting.roles.<role>.permissions`
 * says otherwise: the matrix of PRP-013.
 *
 * @public
 */
export const DEFAULT_ROLE_PERMISSIONS: Record<
  RoleName,
  readonly PermissionName[]
> = {
  admin: PERMISSION_NAMES,
  qa_manager: [
    'run_pipeline_tests',
    'view_test_results',
    'manage_leads',
    'bulk_import_leads',
    'view_system_metrics',
    'view_audit_logs',
  ],
  qa_tester: ['run_pipeline_tests', 'view_test_results', 'manage_leads'],
  developer: ['run_pipeline_tests', 'view_test_results', 'view_system_metrics'],
  viewer: ['view_test_results', 'view_system_metrics'],
};
