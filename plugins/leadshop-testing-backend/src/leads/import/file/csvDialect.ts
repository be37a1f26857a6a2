import Papa from 'papaparse';
import { guessColumns } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { hasText } from './header';

/** The delimiters that are detected. */
const DELIMITERS = [',', ';', '\t', '|'];
// Excel's own way to name the delimiter, above the header
const DECLARED = /^sep=([,;\t|])\n?$/i;

/** How a CSV file is to be read, from its beginning. */
export interface CsvDialect {
  delimiter: string;
  /** Whether the first line only names the delimiter. */
  isDeclared: boolean;
}

/**
 * Finds the delimiter: as the file itself declares it, else the one by which
 * most columns of the header are known, else what papaparse makes of the first
 * rows.
 */
export function csvDialect(head: string): CsvDialect {
  const lineEnd = head.indexOf('\n');
  const firstLine = lineEnd < 0 ? head : head.slice(0, lineEnd);
  const declared = DECLARED.exec(firstLine)?.[1];
  if (declared) return { delimiter: declared, isDeclared: true };
  const known = DELIMITERS.map(delimiter => ({
    delimiter,
    columns: knownColumns(head, delimiter),
  })).sort((a, b) => b.columns - a.columns);
  const delimiter =
    known[0].columns > known[1].columns ? known[0].delimiter : guessed(head);
  return { delimiter, isDeclared: false };
}

function knownColumns(head: string, delimiter: string): number {
  const { data } = Papa.parse<string[]>(head, {
    delimiter,
    newline: '\n',
    preview: 20,
  });
  const header = data.find(hasText) ?? [];
  return guessColumns(header).filter(Boolean).length;
}

function guessed(head: string): string {
  return Papa.parse<string[]>(head, {
    newline: '\n',
    preview: 20,
    delimitersToGuess: DELIMITERS,
  }).meta.delimiter;
}
