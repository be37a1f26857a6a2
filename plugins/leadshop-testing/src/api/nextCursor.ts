/**
 * The cursor of the next page, from the `Link` header (RFC 8288). Its address
 * may be relative; only the query matters.
 */
export function nextCursor(headers: Headers): string | undefined {
  const links = headers.get('Link') ?? '';
  const next = /<([^>]*)>[^,]*;\s*rel="?next"?/i.exec(links);
  if (!next) {
    return undefined;
  }
  const [, query = ''] = next[1].split('?');
  return new URLSearchParams(query).get('cursor') ?? undefined;
}
