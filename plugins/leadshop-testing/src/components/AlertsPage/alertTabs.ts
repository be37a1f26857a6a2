import type { PermissionName } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** The tabs and who may see them, by their name in the address. */
export const ALERT_TABS = {
  raised: ['view_system_metrics', 'manage_system_config'],
  rules: ['manage_system_config'],
  webhooks: ['manage_system_config'],
  'dead-letters': ['manage_system_config'],
} as const satisfies Record<string, readonly PermissionName[]>;

/** The name of such a tab. */
export type AlertTabName = keyof typeof ALERT_TABS;

/** In the order in which they are shown. */
export const ALERT_TAB_NAMES = Object.keys(ALERT_TABS) as AlertTabName[];

/** Any of these leads to the page. */
export const ALERT_PERMISSIONS: PermissionName[] = [
  ...new Set(Object.values(ALERT_TABS).flat()),
];

/** Who may take on an alert. */
export const ACKNOWLEDGE_PERMISSION: PermissionName = 'manage_system_config';

/** Who may send dead letters again. */
export const RESEND_PERMISSION: PermissionName = 'system_administration';
