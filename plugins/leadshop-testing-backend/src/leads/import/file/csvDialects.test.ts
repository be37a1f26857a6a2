import fc from 'fast-check';
import iconv from 'iconv-lite';
import { isUtf8 } from 'node:buffer';
import { leadFieldSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { FileFolder } from '../../../__testUtils__/leadFiles';
import { hasText } from './header';

jest.setTimeout(60_000);

const folder = new FileFolder();
afterAll(() => folder.remove());

const FIELDS = leadFieldSchema.options;

interface Dialect {
  delimiter: string;
  newline: string;
  quotes: 'all' | 'needed';
  endsWithNewline: boolean;
  encoding: string;
  addBOM: boolean;
}

const dialect: fc.Arbitrary<Dialect> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  quotes: fc.constantFrom('all' as const, 'needed' as const),
  endsWithNewline: fc.boolean(),
  encoding: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'windows-1252'),
  addBOM: fc.boolean(),
});

const cell = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.stringMatching(/^[a-zà-ÿ€“” ]{0,20}$/),
  fc.stringMatching(/^[",;|\t\r\n a]{0,12}$/),
);
const leads = fc.array(
  fc.array(cell, { minLength: FIELDS.length, maxLength: FIELDS.length }),
  { minLength: 1, maxLength: 20 },
);

function write(records: readonly (readonly string[])[], d: Dialect): Buffer {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const needs = (text: string) =>
    /["\r\n]/.test(text) || text.includes(d.delimiter);
  const text = records
    .map(cells =>
      cells
        .map(c => (d.quotes === 'all' || needs(c) ? quoted(c) : c))
        .join(d.delimiter),
    )
    .join(d.newline);
  // UTF-16 without a mark cannot be told from its bytes for every text
  const addBOM = d.addBOM || d.encoding.startsWith('utf-16');
  return iconv.encode(text + (d.endsWithNewline ? d.newline : ''), d.encoding, {
    addBOM: addBOM && d.encoding !== 'windows-1252',
  });
}

describe('CSV files', () => {
  it('are read as they were written, in any dialect', async () => {
    await fc.assert(
      fc.asyncProperty(leads, dialect, async (records, d) => {
        const contents = write([FIELDS, ...records], d);
        const is1252 = d.encoding === 'windows-1252';
        // What the encoding has no byte for, and bytes that are UTF-8 by chance
        fc.pre(
          !is1252 ||
            (records
              .flat()
              .every(
                c =>
                  iconv.decode(iconv.encode(c, d.encoding), d.encoding) === c,
              ) &&
              (!isUtf8(contents) ||
                records.flat().every(c => /^[\0-\x7f]*$/.test(c)))),
        );
        // Enough NULs make a file binary
        fc.pre(!records.flat().some(c => c.includes('\0')));
        const { file, rows } = await folder.read('leads.csv', contents, {
          encoding: is1252 && !isUtf8(contents) ? 'windows-1252' : undefined,
        });
        expect(file.headers).toEqual(FIELDS);
        expect(file.delimiter).toBe(d.delimiter);
        expect(rows).toEqual(
          records
            .map((cells, index) => ({
              row: index + 2,
              // Within a cell too every line break is one character
              cells: cells.map(c => c.replace(/\r\n?/g, '\n')),
            }))
            .filter(({ cells }) => hasText(cells)),
        );
      }),
      { numRuns: 400 },
    );
  });
});
