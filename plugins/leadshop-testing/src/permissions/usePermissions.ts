import { usePermission } from '@backstage/plugin-permission-react';
import {
  PERMISSION_NAMES,
  PermissionName,
  permissions as permissionByName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

function useDecision(name: PermissionName) {
  return usePermission({ permission: permissionByName[name] });
}

/**
 * What the signed-in user may do, as PRP-013 describes it, decided by
 * Backstage's permission framework. Until the answers are there, nothing is
 * allowed and `loading` is true.
 *
 * @public
 */
export function usePermissions() {
  const decisions: Record<PermissionName, ReturnType<typeof usePermission>> = {
    run_pipeline_tests: useDecision('run_pipeline_tests'),
    view_test_results: useDecision('view_test_results'),
    manage_leads: useDecision('manage_leads'),
    bulk_import_leads: useDecision('bulk_import_leads'),
    view_system_metrics: useDecision('view_system_metrics'),
    manage_system_config: useDecision('manage_system_config'),
    view_audit_logs: useDecision('view_audit_logs'),
    manage_users: useDecision('manage_users'),
    system_administration: useDecision('system_administration'),
  };

  const hasPermission = (name: PermissionName) => decisions[name].allowed;
  return {
    hasPermission,
    hasAnyPermission: (names: PermissionName[]) => names.some(hasPermission),
    hasAllPermissions: (names: PermissionName[]) => names.every(hasPermission),
    permissions: PERMISSION_NAMES.filter(hasPermission),
    loading: PERMISSION_NAMES.some(name => decisions[name].loading),
    error: PERMISSION_NAMES.map(name => decisions[name].error).find(Boolean),
  };
}
