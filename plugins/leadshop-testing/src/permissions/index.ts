export { PermissionGate } from './PermissionGate';
export type { PermissionGateProps } from './PermissionGate';
export { usePermissions } from './usePermissions';
