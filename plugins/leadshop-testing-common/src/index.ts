/**
 * Wire schemas, permissions and roles of LeadShop Testing: the single source
 * for request and response types, run-time validation and the OpenAPI document.
 *
 * @packageDocumentation
 */
export * from './components';
export * from './import';
export * from './permissions';
export * from './roles';
export * from './schemas';
export * from './search';
export * from './steps';
