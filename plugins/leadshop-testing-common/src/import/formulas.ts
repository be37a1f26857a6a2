/*
 * A cell that begins with one of these is a formula to a spreadsheet, and a
 * formula can call programs or send what is beside it to somebody's server. A
 * leading apostrophe makes it text. What already begins with apostrophes before
 * such a character gets one more, so that reading back takes off exactly what
 * writing put there.
 */
const BEFORE_FORMULA = /^'*[=+\-@\t\r]/;
const NEUTRALISED = /^'+[=+\-@\t\r]/;

/**
 * Text as it may stand in a file that a spreadsheet opens.
 *
 * @public
 */
export function neutraliseFormula(text: string): string {
  return BEFORE_FORMULA.test(text) ? `'${text}` : text;
}

/**
 * Text of a file as it was before {@link neutraliseFormula}.
 *
 * @public
 */
export function restoreFormula(text: string): string {
  return NEUTRALISED.test(text) ? text.slice(1) : text;
}
