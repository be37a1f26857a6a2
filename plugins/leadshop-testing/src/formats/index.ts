/*
 * Numbers, money, moments and lengths of time as the reader writes them. All
 * of them follow the language that Backstage is set to, as the words beside
 * them do; the browser only decides which variant of it, so that a reader in
 * Britain has the day before the month.
 */
export { beginOfDay, endOfDay } from './days';
export { createFormats } from './formats';
export type { Formats } from './formats';
export { useFormats } from './useFormats';
