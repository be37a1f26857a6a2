/**
 * Extension points of LeadShop Testing: pipelines, steps and providers.
 *
 * @packageDocumentation
 */
export * from './extensions';
export * from './providers';
export * from './steps';
