import { unreadable } from './refusals';

const MAX_COLUMNS = 500;
const DATA = /^[^\s@]+@[^\s@]+\.[^\s@]+$|^https?:\/\//i;

/** Whether a record has any text. */
export function hasText(cells: readonly string[]): boolean {
  return cells.some(cell => cell !== '' && cell.trim() !== '');
}

/**
 * Makes column names of the first record. A name that comes again gets its
 * place behind it, so that people can tell the columns apart and only the first
 * is guessed; a column without a name is called by its place.
 *
 * @throws InputError when it cannot be a header
 */
export function headerNames(cells: readonly string[]): string[] {
  const names = cells.map(cell => cell.replace(/\s+/g, ' ').trim());
  while (names.at(-1) === '') names.pop();
  if (names.length === 0) {
    throw unreadable(
      'The file has no rows; its first row must name the columns',
    );
  }
  if (names.length > MAX_COLUMNS) {
    throw unreadable(
      `The file has ${names.length} columns; at most ${MAX_COLUMNS} can be read`,
    );
  }
  if (names.some(name => DATA.test(name))) {
    throw unreadable(
      'The first row holds an e-mail or web address, so it is a lead and not a header; add a row above it that names the columns, such as business_name, website_url and email',
    );
  }
  const seen = new Map<string, number>();
  return names.map((name, column) => {
    if (name === '') return `Column ${column + 1}`;
    const times = (seen.get(name.toLowerCase()) ?? 0) + 1;
    seen.set(name.toLowerCase(), times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
