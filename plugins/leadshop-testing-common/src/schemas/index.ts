export * from './lead';
export * from './execution';
export * from './requests';
export * from './leadRecords';
export * from './imports';
export * from './batches';
export * from './status';
export * from './live';
