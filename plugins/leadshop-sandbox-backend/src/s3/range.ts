/** Both ends included, as in the header. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * Reads a `Range` header with one range of bytes. Undefined when there is none
 * or it is of a form that a server may ignore (RFC 9110, section 14.2).
 */
export function readRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  if (match[1] === '') {
    const length = Math.min(Number(match[2]), size);
    return length === 0
      ? 'unsatisfiable'
      : { first: size - length, last: size - 1 };
  }
  const first = Number(match[1]);
  const last =
    match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (first >= size) return 'unsatisfiable';
  return first > last ? undefined : { first, last };
}
