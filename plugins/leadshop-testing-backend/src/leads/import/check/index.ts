export * from './LeadChecker';
export type { LeadFields } from './readLead';
