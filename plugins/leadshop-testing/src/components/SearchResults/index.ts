/*
 * How the portal's search shows what the search module put there. The search
 * hands over what it has stored; its types say who wrote it.
 */
export { LeadSearchResultItem } from './LeadSearchResultItem';
export { TestSearchResultItem } from './TestSearchResultItem';
