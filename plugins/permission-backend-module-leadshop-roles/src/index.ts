/**
 * The permission policy of LeadShop Testing: five roles by nine permissions,
 * with members from app-config.
 *
 * @packageDocumentation
 */
export { permissionModuleLeadshopRoles as default } from './module';
export { createLeadshopRolesDecision } from './decision';
export type {
  LeadshopRolesDecision,
  LeadshopRolesOfUser,
  LeadshopRolesServices,
} from './decision';
export { permissionsFor, readRoles, rolesFor } from './roles';
export type { LeadshopRole, LeadshopRoles } from './roles';
