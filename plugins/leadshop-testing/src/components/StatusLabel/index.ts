export { StatusLabel } from './StatusLabel';
export { lookOfStep, STATUS_ICON, statusColor } from './statusLook';
export type { AnyStatus } from './statusLook';
