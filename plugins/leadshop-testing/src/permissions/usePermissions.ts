import { useApi } from '@backstage/core-plugin-api';
import {
  PermissionApi,
  permissionApiRef,
  usePermission,
} from '@backstage/plugin-permission-react';
import {
  PERMISSION_NAMES,
  PermissionName,
  permissions as permissionByName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/*
 * Each part of a page that appears asks anew. When nobody answers, because the
 * backend is away, Backstage takes that for a refusal, and the page would be gone
 * for the moment in which it has to say what is wrong. What was last known stays
 * until there is an answer; the server decides all the same.
 */
const lastKnown = new WeakMap<PermissionApi, Map<PermissionName, boolean>>();

function useDecision(name: PermissionName) {
  const api = useApi(permissionApiRef);
  const decision = usePermission({ permission: permissionByName[name] });
  const known = lastKnown.get(api) ?? new Map<PermissionName, boolean>();
  if (decision.error) {
    return { ...decision, allowed: known.get(name) ?? false };
  }
  if (!decision.loading) {
    lastKnown.set(api, known.set(name, decision.allowed));
  }
  return decision;
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
