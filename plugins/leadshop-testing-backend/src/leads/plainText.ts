/* The one form of what people write into a lead's fields. */

// Format characters are invisible and direction marks can disguise a name
const INVISIBLE = /[\p{Cf}\p{Cc}]/gu;
const visible = (character: string) => (/\s/.test(character) ? character : '');

/** Brings a text onto one line: composed, without what nobody sees. */
export function oneLine(text: string): string {
  return text
    .normalize('NFC')
    .replace(INVISIBLE, visible)
    .replace(/\s+/g, ' ')
    .trim();
}

/** As {@link oneLine}, but keeps line breaks, at most one empty line together. */
export function manyLines(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, visible)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
