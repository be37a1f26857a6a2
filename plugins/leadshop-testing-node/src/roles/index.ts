export { createLeadshopRolesDecision } from './decision';
export type {
  LeadshopRolesDecision,
  LeadshopRolesOfUser,
  LeadshopRolesServices,
} from './decision';
export { permissionsFor, readRoles, rolesFor } from './roles';
export type { LeadshopRole, LeadshopRoles } from './roles';
