/*
 * What is wrong with JSON before it is parsed. A few megabytes that hold nothing
 * but brackets take the parser a second, in which the process does nothing else;
 * what callers send in megabytes is a list of ids or of corrections.
 */

/** More than the largest body that makes sense has. */
const MAX_MARKS = 50_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MARKS: ReadonlySet<number> = new Set(Buffer.from('{[:'));

/** Where a text ends that begins at a quotation mark. */
function endOfText(json: Buffer, begin: number): number {
  let end = begin;
  let escaped: boolean;
  do {
    end = json.indexOf(QUOTE, end + 1);
    if (end < 0) return json.length;
    let backslashes = 0;
    while (json[end - 1 - backslashes] === BACKSLASH) backslashes += 1;
    escaped = backslashes % 2 === 1;
  } while (escaped);
  return end;
}

/** Whether JSON in UTF-8 has more lists, objects and fields than makes sense. */
export function isIntricate(json: Buffer): boolean {
  let marks = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfText(json, at);
    else if (MARKS.has(byte)) marks += 1;
    if (marks > MAX_MARKS) return true;
  }
  return false;
}

/** An error that the body parser passes on with its `type`. */
function refused(type: string, message: string): Error {
  return Object.assign(new Error(message), { type });
}

/** Looks at a body before Express's parser does. */
export function checkShape(
  _request: unknown,
  _response: unknown,
  body: Buffer,
  encoding: string,
): void {
  if (encoding !== 'utf-8') {
    throw refused(
      'charset.unsupported',
      `JSON comes in UTF-8, not ${encoding}`,
    );
  }
  if (isIntricate(body)) {
    throw refused('body.intricate', 'Too many lists and fields');
  }
}
