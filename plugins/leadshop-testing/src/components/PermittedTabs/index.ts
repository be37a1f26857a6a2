export { PermittedTabs } from './PermittedTabs';
export type { PermittedTab } from './PermittedTabs';
