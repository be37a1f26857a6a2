/**
 * A part of a list with what is known of the whole.
 *
 * @public
 */
export interface Page<T> {
  items: T[];
  /** How many match in all; exact up to 10,000, then capped. */
  total: number;
  /** Start of the next page; undefined on the last one. */
  nextCursor?: string;
}
