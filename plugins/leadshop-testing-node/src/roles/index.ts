export { createLeadshopRolesDecision } from './decision';
export type { LeadshopRolesDecision, LeadshopRolesServices } from './decision';
export type { LeadshopGrant, LeadshopRolesOfUser } from './explanation';
export { permissionsFor, readRoles, rolesFor } from './roles';
export type { LeadshopRole, LeadshopRoles } from './roles';
