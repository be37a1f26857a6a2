/**
 * The permission policy of LeadShop Testing: five roles by nine permissions,
 * with members from app-config. A company's own policy asks
 * `createLeadshopRolesDecision` of the `-node` package instead.
 *
 * @packageDocumentation
 */
export { permissionModuleLeadshopRoles as default } from './module';
