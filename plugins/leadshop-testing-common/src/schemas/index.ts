export * from './lead';
export * from './execution';
export * from './requests';
export * from './status';
export * from './live';
