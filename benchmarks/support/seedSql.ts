/* Pieces of SQL that make up values from numbers. */

/** A text as SQL has it. */
export const literal = (text: string): string =>
  `'${text.replaceAll("'", "''")}'`;

/** One of several texts, by a number from 0 on. */
export const pick = (texts: readonly string[], number: string): string =>
  `(ARRAY[${texts.map(literal).join(', ')}])[1 + (${number})::int % ${
    texts.length
  }]`;

/** An id in the order of time, as the application's are. */
export const idAt = (time: string): string =>
  `(lpad(to_hex((extract(epoch FROM ${time}) * 1000)::bigint), 12, '0') || '7' ||
    substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid`;
