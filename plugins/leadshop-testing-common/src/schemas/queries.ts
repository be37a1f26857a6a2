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

/** Items that are judged before it is asked whether one of them is wrong. */
const JUDGED_AT_ONCE = 1_000;

/** A list as far as the first wrong item, or not much further. */
function worthJudging<T>(list: T[], item: z.ZodType): T[] {
  const some = z.array(item);
  for (let at = 0; at < list.length; at += JUDGED_AT_ONCE) {
    const end = at + JUDGED_AT_ONCE;
    if (!some.safeParse(list.slice(at, end)).success) return list.slice(0, end);
  }
  return list;
}

/**
 * A list of at most so many. Of one that is longer no item is judged, and none
 * far behind a wrong one: a body of megabytes would else take seconds and get a
 * message for each.
 */
export const boundedList = <T extends z.ZodType>(
  item: T,
  maximum: number,
  minimum = 1,
) =>
  z.preprocess((input: z.input<T>[], context) => {
    if (!Array.isArray(input)) return input;
    if (input.length <= maximum) return worthJudging(input, item);
    context.addIssue({
      code: 'too_big',
      origin: 'array',
      maximum,
      inclusive: true,
      input,
    });
    return z.NEVER;
  }, z.array(item).min(minimum).max(maximum));

/** `a,b` in an address, an array in a body. */
export const oneOrMany = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    value => (typeof value === 'string' ? value.split(',') : value),
    boundedList(schema, 10),
  );

/** Page of a list with a cursor. */
export const cursorQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  // It may hold a whole business name
  cursor: z.string().max(2000).optional(),
};
