/**
 * Backend of LeadShop Testing: runs pipeline tests, stores their results, and
 * feeds the pages that watch them.
 *
 * @packageDocumentation
 */
export { leadshopTestingPlugin as default } from './plugin';
