/* XML 1.0 from any text. */

/**
 * All but the characters that XML may hold: what is left are most control
 * characters, halves of surrogate pairs, and two that are none. They may not even
 * be escaped.
 */
const FORBIDDEN =
  /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const REPLACEMENT = '\ufffd';

/** Line breaks and tabs as references: an attribute would lose them. */
const SPECIAL: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** The value of an attribute; what cannot stand in XML becomes U+FFFD. */
export function attribute(text: string): string {
  return text
    .replace(FORBIDDEN, REPLACEMENT)
    .replace(/[&<>"\t\n\r]/g, character => SPECIAL[character]);
}

/** An element with attributes and elements that are XML already. */
export function element(
  name: string,
  attributes: Record<string, string | undefined>,
  children: readonly string[] = [],
): string {
  const written = Object.entries(attributes)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${attribute(value)}"`)
    .join('');
  return children.length === 0
    ? `<${name}${written}/>`
    : `<${name}${written}>${children.join('')}</${name}>`;
}
