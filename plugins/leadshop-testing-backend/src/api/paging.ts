/* How lists with a cursor speak HTTP. */
import { Request, Response } from 'express';
import { z } from 'zod';
import { Cursor, MAX_COUNTED } from '../store/keyset';
import { FieldsError } from './problems';
import { HeaderSpec } from './Routes';

/** What such a list answers beside its rows. */
export const PAGE_HEADERS: HeaderSpec[] = [
  {
    name: 'X-Total-Count',
    description: `How many match: exact up to ${MAX_COUNTED}, then ${MAX_COUNTED}`,
  },
  { name: 'Link', description: 'The next page, with rel="next"' },
];

/** Says how many match and where the next page is. */
export function describePage(
  { request, response }: { request: Request; response: Response },
  page: { total: number; next: Cursor | undefined },
): void {
  response.setHeader('X-Total-Count', page.total);
  if (!page.next) return;
  const url = new URL(request.originalUrl, 'http://relative');
  url.searchParams.delete('offset');
  url.searchParams.set('cursor', writeCursor(page.next));
  response.setHeader('Link', `<${url.pathname}${url.search}>; rel="next"`);
}

function writeCursor({ sort, value, id }: Cursor): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString('base64url');
}

/**
 * Reads a cursor that {@link describePage} wrote.
 *
 * @param value - what the list is sorted by
 * @param id - what tells rows with the same value apart
 * @throws FieldsError when it is not one of a list with this order.
 */
export function readCursor<Sort extends string>(
  cursor: string | undefined,
  sort: Sort,
  value: z.ZodType<string | number>,
  id: z.ZodType<string> = z.uuid(),
): Cursor<Sort> | undefined {
  if (cursor === undefined) return undefined;
  const parsed = z
    .tuple([z.literal(sort), value, id])
    .safeParse(fromBase64(cursor));
  if (!parsed.success) {
    throw new FieldsError([
      {
        field: 'cursor',
        message:
          'is not one of this list; take it from the Link header of the page before',
      },
    ]);
  }
  const [, at, lastId] = parsed.data;
  return { sort, value: at, id: lastId };
}

function fromBase64(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
