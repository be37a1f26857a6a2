/** What a reader sees of a text: neither blanks nor what only a program reads. */
export function visible(text: string): string {
  return text.normalize('NFC').replace(/[\s\p{Cf}\p{Cc}]/gu, '');
}
