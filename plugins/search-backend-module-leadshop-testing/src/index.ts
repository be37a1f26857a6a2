/**
 * Brings tests and leads of LeadShop Testing into the search of the portal.
 *
 * @packageDocumentation
 */
export { searchModuleLeadshopTesting as default } from './module';
