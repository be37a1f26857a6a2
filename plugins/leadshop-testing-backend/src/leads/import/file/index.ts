export * from './LeadFile';
export * from './openLeadFile';
export * from './rowLimit';
