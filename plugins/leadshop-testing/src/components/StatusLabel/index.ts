export { StatusLabel } from './StatusLabel';
export { STATUS_ICON, statusColor } from './statusLook';
export type { AnyStatus } from './statusLook';
