import { ReactNode } from 'react';
import type { PermissionName } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { usePermissions } from './usePermissions';

/** @public */
export interface PermissionGateProps {
  permission?: PermissionName;
  /** Any one of these is enough, unless `requireAll` is set. */
  permissions?: PermissionName[];
  requireAll?: boolean;
  /** Shown to who may not see the children. */
  fallback?: ReactNode;
  children: ReactNode;
}

/**
 * Shows its children to those who may use them. It only tidies the page; the
 * server refuses all the same.
 *
 * @public
 */
export const PermissionGate = ({
  permission,
  permissions = [],
  requireAll = false,
  fallback = null,
  children,
}: PermissionGateProps) => {
  const { hasPermission, hasAnyPermission, hasAllPermissions } =
    usePermissions();
  let hasAccess = true;
  if (permission) {
    hasAccess = hasPermission(permission);
  } else if (permissions.length > 0) {
    hasAccess = requireAll
      ? hasAllPermissions(permissions)
      : hasAnyPermission(permissions);
  }
  return <>{hasAccess ? children : fallback}</>;
};
