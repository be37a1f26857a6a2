/**
 * Extension points of LeadShop Testing (pipelines, steps, providers), and the
 * role matrix that policies decide by.
 *
 * @packageDocumentation
 */
export * from './extensions';
export * from './providers';
export * from './steps';
export * from './roles';
