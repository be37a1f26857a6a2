import type { PermissionName } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** The tabs that need a permission, by their name in the address. */
export const ADMIN_TABS = {
  roles: 'manage_users',
  audit: 'view_audit_logs',
  settings: 'manage_system_config',
  credentials: 'manage_system_config',
  operations: 'system_administration',
} as const satisfies Record<string, PermissionName>;

/** The name of a tab that needs a permission. */
export type AdminTabName = keyof typeof ADMIN_TABS;

/** In the order in which they are shown. */
export const ADMIN_TAB_NAMES = Object.keys(ADMIN_TABS) as AdminTabName[];

/** Any of these leads to the page. */
export const ADMIN_PERMISSIONS: PermissionName[] = [
  ...new Set(Object.values(ADMIN_TABS)),
];
