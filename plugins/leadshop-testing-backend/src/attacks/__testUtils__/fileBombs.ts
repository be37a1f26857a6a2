/* Files and forms that are made to bring down what reads them. */
import { crc32 } from 'node:zlib';
import {
  textRow,
  workbook,
  workbookParts,
  zipFile,
} from '../../__testUtils__/workbooks';
import { csv } from '../../leads/import/__testUtils__/importing';

const MB = 1024 * 1024;

/** The columns of a lead. */
export const HEADER = [
  'Company',
  'URL',
  'E-Mail',
  'Contact',
  'Phone',
  'Industry',
  'NAICS',
  'Location',
  'Revenue',
  'Employees',
  'Notes',
];

/** A good row, but for one cell. */
export function leadRow(index: number, column: number, text: string): string[] {
  const good = [
    `Lead ${index}`,
    `lead-${index}.example`,
    `a@lead-${index}.example`,
  ];
  return HEADER.map((_, at) => (at === column ? text : good[at] ?? ''));
}

/** A workbook of one sheet, whose XML is given. */
const sheet = (rows: string) =>
  workbook({ sheets: { Leads: textRow(1, HEADER) + rows } });
const good = csv(HEADER, leadRow(1, -1, ''));
const goodWorkbook = sheet(textRow(2, leadRow(1, -1, '')));

/** Bytes that look random and are the same in every run. */
const noise = Buffer.from(
  Array.from({ length: 50_000 }, (_, at) => crc32(`${at}`) & 0xff),
);

/** What it is, the name of the file, its contents. */
export const BOMBS: [string, string, () => string | Buffer][] = [
  ['nothing', 'a.csv', () => ''],
  ['a header alone', 'a.csv', () => csv(HEADER)],
  ['blanks alone', 'a.csv', () => ' \n'.repeat(50_000)],
  ['NULs alone', 'a.csv', () => Buffer.alloc(MB)],
  ['quotation marks alone', 'a.csv', () => '"'.repeat(MB + 1)],
  ['delimiters alone', 'a.csv', () => ','.repeat(2 * MB)],
  ['line ends alone', 'a.csv', () => '\r\n'.repeat(2 * MB)],
  [
    'a quotation mark that never ends',
    'a.csv',
    () => `${good}\n"${'x'.repeat(8 * MB)}`,
  ],
  ['one line without an end', 'a.csv', () => 'x'.repeat(8 * MB)],
  [
    'a cell of megabytes',
    'a.csv',
    () => csv(HEADER, leadRow(1, 10, 'x'.repeat(8 * MB))),
  ],
  [
    '200,000 columns',
    'a.csv',
    () => `${'a,'.repeat(200_000)}\n${'1,'.repeat(200_000)}`,
  ],
  [
    'rows of a million cells',
    'a.csv',
    () => `${good}\n${'1,'.repeat(1_000_000)}\n${'1,'.repeat(1_000_000)}`,
  ],
  [
    'more rows than may be',
    'a.csv',
    () => `${good}\n${'a,b.example,c@b.example\n'.repeat(30_000)}`,
  ],
  [
    'bytes of no encoding',
    'a.csv',
    () =>
      Buffer.concat([
        Buffer.from(good),
        Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xf0, 0x9f]),
      ]),
  ],
  [
    'half of UTF-16',
    'a.csv',
    () =>
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(good, 'utf16le').subarray(0, -1),
      ]),
  ],
  ['many byte order marks', 'a.csv', () => '\ufeff'.repeat(10_000) + good],
  ['noise', 'a.csv', () => noise],
  ['noise that is named a workbook', 'a.xlsx', () => noise],
  [
    'noise after the head of a workbook',
    'a.xlsx',
    () => Buffer.concat([Buffer.from('PK\x03\x04'), noise]),
  ],
  [
    'noise after the head of an old workbook',
    'a.xls',
    () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), noise]),
  ],
  [
    'half a workbook',
    'a.xlsx',
    () => goodWorkbook.subarray(0, goodWorkbook.length / 2),
  ],
  [
    'a workbook without its directory',
    'a.xlsx',
    () => goodWorkbook.subarray(0, -22),
  ],
  [
    'a workbook that unpacks to hundreds of megabytes',
    'a.xlsx',
    () =>
      sheet(
        `<row r="2"><c t="inlineStr"><is><t>${'a'.repeat(
          200 * MB,
        )}</t></is></c></row>`,
      ),
  ],
  [
    'a workbook that lies about its size',
    'a.xlsx',
    () =>
      zipFile(
        workbookParts({ sheets: { Leads: textRow(1, HEADER) } }).map(part => ({
          ...part,
          claims: { size: 1 },
        })),
      ),
  ],
  [
    'entities that multiply',
    'a.xlsx',
    () =>
      workbook({
        sheets: { Leads: textRow(1, HEADER) },
        strings:
          '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><si><t>&b;</t></si>',
      }),
  ],
  [
    'an entity from a file',
    'a.xlsx',
    () =>
      workbook({
        sheets: { Leads: textRow(1, HEADER) },
        workbookXml:
          '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook><sheets><sheet name="&e;" r:id="s0"/></sheets></workbook>',
      }),
  ],
  [
    'parts that lead out of the archive',
    'a.xlsx',
    () =>
      zipFile([
        ...workbookParts({ sheets: { Leads: textRow(1, HEADER) } }),
        { name: '../../../../tmp/out', contents: 'x' },
      ]),
  ],
  [
    'ten thousand parts',
    'a.xlsx',
    () =>
      zipFile([
        ...workbookParts({ sheets: { Leads: textRow(1, HEADER) } }),
        ...Array.from({ length: 10_000 }, (_, at) => ({
          name: `p${at}`,
          contents: '',
        })),
      ]),
  ],
  [
    'a text that is not there',
    'a.xlsx',
    () =>
      sheet(
        '<row r="2"><c t="s"><v>99999999</v></c><c t="s"><v>-1</v></c><c t="s"><v>1e9</v></c></row>',
      ),
  ],
  [
    'a row where no row is',
    'a.xlsx',
    () => sheet('<row r="99999999999"><c r="ZZZZZZZZ1"><v>1</v></c></row>'),
  ],
  [
    'rows that go back',
    'a.xlsx',
    () =>
      sheet(
        '<row r="5"><c r="C5"><v>1</v></c><c r="A5"><v>2</v></c></row><row r="-3"/><row r="2"/>',
      ),
  ],
  [
    'elements a hundred thousand deep',
    'a.xlsx',
    () => sheet(`${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`),
  ],
  [
    'an attribute of megabytes',
    'a.xlsx',
    () => sheet(`<row r="2" x="${'x'.repeat(4 * MB)}"/>`),
  ],
  [
    'numbers that are none',
    'a.xlsx',
    () =>
      sheet(
        '<row r="2"><c><v>1e999</v></c><c><v>NaN</v></c><c t="d"><v>x</v></c><c t="b"><v>7</v></c><c t="e"><v>#REF!</v></c></row>',
      ),
  ],
  [
    'a workbook in a workbook',
    'a.xlsx',
    () => zipFile([{ name: 'xl/workbook.xml', contents: goodWorkbook }]),
  ],
];

/** A file that is as it should be. */
export const goodFile = (name: string) => ({
  name,
  text: name.endsWith('.csv') ? good : goodWorkbook,
});

/** What is wrong with it, its media type, its bytes. */
export const BROKEN_FORMS: [string, string, string][] = [
  ['without a boundary', 'multipart/form-data', 'x'],
  [
    'that never ends',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nx',
  ],
  [
    'with a part without a name',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; filename="a.csv"\r\n\r\nx\r\n--b--\r\n',
  ],
  [
    'with a part named like what every object has',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\n{"polluted":1}\r\n--b--\r\n',
  ],
  [
    'with a thousand parts',
    'multipart/form-data; boundary=b',
    `${'--b\r\nContent-Disposition: form-data; name="mapping"\r\n\r\n{}\r\n'.repeat(
      1000,
    )}--b--\r\n`,
  ],
  [
    'with a head of megabytes',
    'multipart/form-data; boundary=b',
    `--b\r\nX: ${'x'.repeat(2 * MB)}\r\n\r\nx\r\n--b--\r\n`,
  ],
  [
    'with a path for a name',
    'multipart/form-data; boundary=b',
    `--b\r\nContent-Disposition: form-data; name="file"; filename="../../../../etc/cron.d/x.csv"\r\n\r\n${good}\r\n--b--\r\n`,
  ],
  [
    'with a boundary of brackets',
    `multipart/form-data; boundary="${'('.repeat(69)}"`,
    'x',
  ],
  [
    'of nested parts',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Type: multipart/mixed; boundary=c\r\nContent-Disposition: form-data; name="file"\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n',
  ],
];
