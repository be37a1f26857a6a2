export * from './fields';
export * from './formulas';
export * from './guessColumns';
