export * from './LeadFile';
export * from './openLeadFile';
