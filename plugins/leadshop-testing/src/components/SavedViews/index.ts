/*
 * Filters, order and columns under a name, kept per user in the portal's user
 * settings. What is shown is in the address alone; a view is an address to go
 * to, and the address says which view it came from.
 */
export { viewNamed } from './savedViews';
export type { SavedView } from './savedViews';
export { SavedViewsMenu } from './SavedViewsMenu';
export { useSavedViews } from './useSavedViews';
export { useSetting } from './useSetting';
