import {
  isStorableText,
  restoreFormula,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

// Printable ASCII with single spaces: nearly every cell, and nothing to do
const CLEAN = /^[!-~]+(?: [!-~]+)*$/;
const UNSTORABLE = /\0|\p{Surrogate}/gu;

/** A cell's text, and whether something had to be taken out of it. */
export interface CellText {
  text: string;
  stripped: boolean;
}

/** Takes out what PostgreSQL cannot store, and the ' that an export put in. */
export function cellText(cell: string): CellText {
  // Quicker for what no apostrophe begins
  const text = cell.charCodeAt(0) === 39 ? restoreFormula(cell) : cell;
  return isStorableText(text)
    ? { text, stripped: false }
    : { text: text.replace(UNSTORABLE, ''), stripped: true };
}

/** Whether {@link cellText} and `oneLine` would leave the text as it is. */
export function isClean(text: string): boolean {
  return CLEAN.test(text) && text.charCodeAt(0) !== 39;
}

const SUSPECT = /[\0\ud800-\udfff]/;

/** Cells as they stand in the file, with marks for what JSON in PostgreSQL refuses. */
export function storableCells(cells: string[]): string[] {
  return cells.some(cell => SUSPECT.test(cell))
    ? cells.map(cell => cell.replace(UNSTORABLE, '\uFFFD'))
    : cells;
}
