import Papa from 'papaparse';
import { guessColumns } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ImportOptions,
  ImportPreview,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { CsvHead } from './csvHead';

/** As many as the server shows of a spreadsheet. */
const ROWS = 50;

/** Excel's own way to name the delimiter, above the header. */
const DECLARED = /^\uFEFF?sep=([,;\t|])\r?\n/i;

/** How a CSV file reads, seen from its first lines. */
export function previewCsv(
  { text, encoding, whole }: CsvHead,
  { delimiter }: Pick<Partial<ImportOptions>, 'delimiter'> = {},
): ImportPreview {
  const [declaration = '', declared] = DECLARED.exec(text) ?? [];
  const table = text.slice(declaration.length);
  const { data, errors, meta } = Papa.parse<string[]>(table, {
    delimiter: delimiter ?? declared,
    delimitersToGuess: [',', ';', '\t', '|'],
    skipEmptyLines: 'greedy',
    preview: ROWS + 1,
  });
  const [headers = [], ...rows] = data;
  // A quote that is open where the head ends closes further down in the file
  const cut = !whole && errors.some(({ code }) => code === 'MissingQuotes');
  return {
    format: 'csv',
    encoding,
    delimiter: meta.delimiter,
    sheets: [],
    sheet: null,
    headers,
    columns: guessColumns(headers),
    remembered: false,
    rows: cut ? rows.slice(0, -1) : rows,
  };
}
