/*
 * The rows of a file that have problems: of an import that has ended, and of a
 * dry run, where they can be put right in place. There can be as many as rows,
 * so only what is looked at is fetched and drawn.
 */
export { errorsTitle, hasErrors, ImportErrors } from './ImportErrors';
export type { CorrectionBook } from './corrections';
