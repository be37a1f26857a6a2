/* The texts of cells: what a person sees in them, as far as a text can say it. */
import { broken } from './refusal.mjs';
import { unescaped } from './workbook.mjs';

const DAY_MS = 24 * 60 * 60 * 1000;
// Day 0 of the two calendars; 1900 has a 29th of February there, which is why
// its days before March are one off
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const LAST_DAY = 2_958_465;

/** `C` of `C12` is 2; undefined when a cell does not say where it is. */
export function columnOf(reference) {
  if (!reference) return undefined;
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const letter = reference.charCodeAt(at) & ~32;
    if (letter < 65 || letter > 90) return column - 1;
    column = column * 26 + letter - 64;
    if (column > 16_384) throw broken();
  }
  return column - 1;
}

/** The text of a cell by its type, see ECMA-376 part 1, 18.18.11. */
export function cellText(cell, { strings, dateStyles, is1904 }) {
  const { type, style, value, inline } = cell;
  switch (type) {
    case 's': {
      if (value === '') return '';
      const text = strings[Number(value)];
      if (text === undefined) throw broken();
      return text;
    }
    case 'inlineStr':
      return unescaped(inline);
    case 'b':
      return value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
    case 'n':
      return dateStyles[style] ? dateText(value, is1904) : numberText(value);
    // str, the text of a formula; e, an error such as #N/A; d, a date as text
    default:
      return unescaped(value);
  }
}

/** A number as a spreadsheet shows it: with the 15 digits that it can hold. */
export function numberText(value) {
  if (/^-?\d{1,15}$/.test(value)) return value;
  const number = Number(value);
  if (value === '' || !Number.isFinite(number)) return value;
  return String(Number(number.toPrecision(15)));
}

function dateText(value, is1904) {
  const days = Number(value);
  if (value === '' || !(days >= 0 && days <= LAST_DAY + 1)) {
    return numberText(value);
  }
  const early = !is1904 && days < 60 ? 1 : 0;
  const epoch = is1904 ? EPOCH_1904 : EPOCH_1900;
  return momentText(epoch + (days + early) * DAY_MS, days < 1);
}

/** A date, with the time unless that is midnight; or the time alone. */
export function momentText(ms, isTime) {
  const text = new Date(Math.round(ms / 1000) * 1000).toISOString();
  const [date, time] = [text.slice(0, 10), text.slice(11, 19)];
  if (isTime) return time;
  return time === '00:00:00' ? date : `${date} ${time}`;
}
