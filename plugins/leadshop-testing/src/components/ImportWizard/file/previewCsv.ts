import Papa from 'papaparse';
import { guessColumns } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ImportOptions,
  ImportPreview,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { CsvHead } from './csvHead';

/** As many as the server shows of a spreadsheet. */
const ROWS = 50;

/** How a CSV file reads, seen from its first lines. */
export function previewCsv(
  { text, encoding, whole }: CsvHead,
  { delimiter }: Pick<Partial<ImportOptions>, 'delimiter'> = {},
): ImportPreview {
  const { data, errors, meta } = Papa.parse<string[]>(text, {
    delimiter,
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
