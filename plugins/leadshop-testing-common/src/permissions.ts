import {
  BasicPermission,
  createPermission,
} from '@backstage/plugin-permission-common';

/** The id of the plugin, and the prefix of its permissions. @public */
export const PLUGIN_ID = 'leadshop-testing';

/** The short name of a permission, as PRP-013 writes it. @public */
export type PermissionName =
  | 'run_pipeline_tests'
  | 'view_test_results'
  | 'manage_leads'
  | 'bulk_import_leads'
  | 'view_system_metrics'
  | 'manage_system_config'
  | 'view_audit_logs'
  | 'manage_users'
  | 'system_administration';

/**
 * PRP-013's nine permissions with the action that Backstage's framework asks
 * for. The order is the one of the role matrix.
 */
const ACTIONS: Record<PermissionName, 'create' | 'read' | 'update'> = {
  run_pipeline_tests: 'create',
  view_test_results: 'read',
  manage_leads: 'update',
  bulk_import_leads: 'create',
  view_system_metrics: 'read',
  manage_system_config: 'update',
  view_audit_logs: 'read',
  manage_users: 'update',
  system_administration: 'update',
};

/** The nine short names. @public */
export const PERMISSION_NAMES = Object.keys(ACTIONS) as PermissionName[];

/** The full id that Backstage's permission framework uses. @public */
export function permissionId(name: PermissionName): string {
  return `${PLUGIN_ID}.${name}`;
}

/** The nine permissions by short name. @public */
export const permissions = Object.fromEntries(
  PERMISSION_NAMES.map(name => [
    name,
    createPermission({
      name: permissionId(name),
      attributes: { action: ACTIONS[name] },
    }),
  ]),
) as Record<PermissionName, BasicPermission>;

/** The nine permissions as a list, for `permissionsRegistry`. @public */
export const leadshopTestingPermissions: BasicPermission[] =
  Object.values(permissions);
