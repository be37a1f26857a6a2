/*
 * The way from tests to the catalog. Portals may have no catalog, and a catalog
 * may not know of LeadShop: there is text then where a link would be.
 */
export { CatalogLink } from './CatalogLink';
export { useComponentEntities } from './useComponentEntities';
