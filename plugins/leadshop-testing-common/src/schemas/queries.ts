/* Parts that the queries of all lists share. */
import { z } from 'zod';
import { isStorableText } from './lead';

/** Text that is compared with stored text. */
export const storable = (max: number) =>
  z
    .string()
    .max(max)
    .refine(isStorableText, 'has characters that cannot be searched for');

/** As {@link storable}, and not blank. */
export const searchText = (max: number) => storable(max).trim().min(1);

/** `a,b` in an address, an array in a body. */
export const oneOrMany = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    value => (typeof value === 'string' ? value.split(',') : value),
    z.array(schema).min(1).max(10),
  );

/** Page of a list with a cursor. */
export const cursorQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  // It may hold a whole business name
  cursor: z.string().max(2000).optional(),
};
