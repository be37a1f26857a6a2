export { createLeadshopRolesDecision } from './decision';
export type { LeadshopRolesDecision, LeadshopRolesServices } from './decision';
export type { LeadshopGrant, LeadshopRolesOfUser } from './explanation';
export { handedOverRoles, rolesHandover } from './handover';
export { createLeadshopRolesReader } from './RolesReader';
export type { LeadshopRolesReader } from './RolesReader';
export { permissionsFor, readRoles, rolesFor } from './roles';
export type { LeadshopRole, LeadshopRoles } from './roles';
