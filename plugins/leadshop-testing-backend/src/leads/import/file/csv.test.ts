import iconv from 'iconv-lite';
import { FileFolder } from '../../../__testUtils__/leadFiles';

const folder = new FileFolder();
afterAll(() => folder.remove());

const HEADER = 'business_name,website_url,email';
const ROW = 'Acme,acme.example,a@acme.example';
const read = (contents: string | Buffer, options = {}, limits = {}) =>
  folder.read('leads.csv', contents, options, limits);

jest.setTimeout(60_000);

describe('openLeadFile on text', () => {
  it('reads header and rows', async () => {
    const { file, rows } = await read(`${HEADER}\n${ROW}\n`);
    expect(file).toMatchObject({
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ',',
      sheets: [],
      sheet: null,
      headers: ['business_name', 'website_url', 'email'],
    });
    expect(rows).toEqual([
      { row: 2, cells: ['Acme', 'acme.example', 'a@acme.example'] },
    ]);
    expect(file.progress()).toBe(1);
  });

  it.each([',', ';', '\t', '|'])('finds the delimiter %j', async mark => {
    const contents = `Company${mark}Website${mark}Location\nAcme${mark}a.example${mark}"Austin, TX; a|b\tc"\n`;
    const { file, rows } = await read(contents);
    expect(file.delimiter).toBe(mark);
    expect(rows[0].cells).toEqual(['Acme', 'a.example', 'Austin, TX; a|b\tc']);
  });

  it('finds the delimiter among headers that it does not know', async () => {
    const { file } = await read('uno;dos;tres\n1,5;2,5;3,5\n4,5;5,5;6,5\n');
    expect(file.delimiter).toBe(';');
  });

  it('takes the delimiter that Excel declares, or that was chosen', async () => {
    const declared = await read('sep=;\r\na,b;c\r\n1;2\r\n');
    expect(declared.file.headers).toEqual(['a,b', 'c']);
    expect(declared.rows).toEqual([{ row: 2, cells: ['1', '2'] }]);
    const chosen = await read(`${HEADER}\n${ROW}\n`, { delimiter: ';' });
    expect(chosen.file.headers).toEqual([HEADER]);
  });

  it.each([
    ['utf-8', Buffer.from('Müller 東京 😀')],
    ['utf-8', Buffer.from('\ufeffMüller 東京 😀')],
    ['utf-16le', iconv.encode('Müller 東京 😀', 'utf-16le', { addBOM: true })],
    ['utf-16be', iconv.encode('Müller 東京 😀', 'utf-16be', { addBOM: true })],
    ['utf-16le', iconv.encode('Muller', 'utf-16le', { addBOM: false })],
    ['utf-16be', iconv.encode('Muller', 'utf-16be', { addBOM: false })],
    ['windows-1252', iconv.encode('Müller – “€ 5”', 'windows-1252')],
  ] as const)('finds the encoding %s', async (encoding, name) => {
    const encoder = encoding.startsWith('utf-16') ? encoding : 'utf-8';
    const rest = iconv.encode(`\r\n${ROW}\r\n`, encoder, { addBOM: false });
    const { file, rows } = await read(Buffer.concat([name, rest]));
    expect(file.encoding).toBe(encoding);
    const bytes = Buffer.concat([name]);
    expect(file.headers).toEqual([iconv.decode(bytes, encoding)]);
    expect(rows).toHaveLength(1);
  });

  it('finds a byte that is not UTF-8 at the end of a large file', async () => {
    const many = `${ROW}\n`.repeat(50_000);
    const last = iconv.encode('Müller,m.example,m@m.example\n', 'windows-1252');
    const { file, rows } = await read(
      Buffer.concat([Buffer.from(`${HEADER}\n${many}`), last]),
    );
    expect(file.encoding).toBe('windows-1252');
    expect(rows.at(-1)?.cells[0]).toBe('Müller');
  });

  it('refuses a file that is UTF-8 but for a byte, and says where', async () => {
    const contents = Buffer.concat([
      Buffer.from(
        `${HEADER}\n${'Müller,m.example,m@m.example\n'.repeat(50_000)}`,
      ),
      iconv.encode('Müller,m.example,m@m.example\n', 'windows-1252'),
    ]);
    await expect(read(contents)).rejects.toThrow(/line 50002 holds a byte/);
    const chosen = await read(contents, { encoding: 'windows-1252' });
    expect(chosen.rows.at(-1)?.cells[0]).toBe('Müller');
    await expect(
      read(iconv.encode(`Müller\n${ROW}\n`, 'windows-1252'), {
        encoding: 'utf-8',
      }),
    ).rejects.toThrow(/line 1 holds a byte/);
  });

  it('keeps quoted delimiters, quotes and line breaks, whatever ends the records', async () => {
    const contents =
      'name,notes\r\n"a ""b"", c","one\r\ntwo\nthree"\nplain 5" pipe,x\r"last","y"';
    const { rows } = await read(contents);
    expect(rows).toEqual([
      { row: 2, cells: ['a "b", c', 'one\ntwo\nthree'] },
      { row: 3, cells: ['plain 5" pipe', 'x'] },
      { row: 4, cells: ['last', 'y'] },
    ]);
  });

  it('leaves ragged rows as they are, and empty ones out, and counts them', async () => {
    const { file, rows } = await read(
      '\n , \nname,email\n\nAcme\n,,\n  ,\t\nB,b@b.example,x\n',
    );
    expect(file.headers).toEqual(['name', 'email']);
    expect(rows).toEqual([
      { row: 5, cells: ['Acme'] },
      { row: 8, cells: ['B', 'b@b.example', 'x'] },
    ]);
  });

  it('tells columns with the same or no name apart', async () => {
    const { file } = await read(`Email,,"E\nmail",email,EMAIL,,\n1,2,3,4,5\n`);
    expect(file.headers).toEqual([
      'Email',
      'Column 2',
      'E mail',
      'email (2)',
      'EMAIL (3)',
    ]);
  });

  it('reads cells of 10,000 characters and files of many pieces', async () => {
    const text = (row: number) =>
      `${'äöü😀"\n,'.repeat(row % 1500)}${'x'.repeat(row % 7)}`;
    const records = Array.from({ length: 2000 }, (_, row) => [
      `Name ${row}`,
      text(row),
    ]);
    const contents = [['name', 'notes'], ...records]
      .map(cells => cells.map(c => `"${c.replaceAll('"', '""')}"`).join(','))
      .join('\r\n');
    const { rows } = await read(contents);
    expect(rows.map(({ cells }) => cells)).toEqual(records);
    expect(text(1499).length).toBeGreaterThan(10_000);
  });

  it('gives at most 1,000 rows at once, and reads no further than asked', async () => {
    const file = await folder.open(
      'leads.csv',
      `${HEADER}\n${'a,b,c\n'.repeat(60_000)}`,
    );
    const rows = file.rows(new AbortController().signal);
    const iterator = rows[Symbol.asyncIterator]();
    const { value: first } = await iterator.next();
    expect(first).toHaveLength(1000);
    expect(file.progress()).toBeGreaterThan(0);
    expect(file.progress()).toBeLessThan(0.2);
    await iterator.return?.();
    await file.close();
  });

  it('stops when it is told to', async () => {
    const file = await folder.open(
      'leads.csv',
      `${HEADER}\n${'a,b,c\n'.repeat(3000)}`,
    );
    const stop = new AbortController();
    const reading = async () => {
      for await (const batch of file.rows(stop.signal)) {
        expect(batch).toHaveLength(1000);
        stop.abort(new Error('told to stop'));
      }
    };
    await expect(reading()).rejects.toThrow('told to stop');
    await file.close();
  });

  it.each([
    ['an empty file', '', 'The file is empty'],
    ['white space', ' \n\n', /is empty; its first row must name the columns/],
    ['a mark alone', '\ufeff', /is empty/],
    ['no header', `${ROW}\n${ROW}\n`, /is a lead and not a header/],
    ['a header alone', `${HEADER}\n\n`, /column names but no rows/],
    ['an open quotation mark', `${HEADER}\n"Acme,x,y\n`, /Row 2 does not end/],
    [
      'an open quotation mark far from the end',
      `${HEADER}\n${ROW}\n"Acme,x,y\n${`${ROW}\n`.repeat(40_000)}`,
      /Row 3 does not end/,
    ],
    ['too many columns', `${'a,'.repeat(501)}b\n1\n`, /502 columns/],
  ])('refuses %s', async (_, contents, message) => {
    await expect(read(contents)).rejects.toThrow(message);
    await expect(read(contents)).rejects.toMatchObject({ name: 'InputError' });
  });

  it('refuses what is larger than the settings allow', async () => {
    await expect(
      read(`${HEADER}\n${ROW}\n`, {}, { maxFileBytes: 20 }),
    ).rejects.toMatchObject({
      statusCode: 413,
      message: expect.stringMatching(/larger than 20 bytes/),
    });
    const three = `${HEADER}\n${`${ROW}\n\n`.repeat(3)}`;
    await expect(read(three, {}, { maxRows: 2 })).rejects.toMatchObject({
      statusCode: 413,
      message: expect.stringMatching(/more than 2 rows/),
    });
    const { rows } = await read(three, {}, { maxRows: 3 });
    expect(rows).toHaveLength(3);
  });

  it.each([
    ['leads.csv', Buffer.from('PK\x03\x04zip'), /is a workbook/],
    ['leads.csv', Buffer.from('%PDF-1.7'), /is not text/],
    ['leads.txt', Buffer.alloc(100), /is not text/],
    ['leads.xlsx', Buffer.from('a,b\n1,2\n'), /is no Excel workbook/],
    [
      'leads.xlsx',
      Buffer.from('d0cf11e0a1b11ae100', 'hex'),
      /protected by a password or an old .xls/,
    ],
    [
      'leads.xls',
      Buffer.from('PK\x03\x04zip'),
      /is a newer workbook; name it .xlsx/,
    ],
    ['leads.xls', Buffer.from('<html><table>'), /is no Excel workbook, though/],
    ['leads.ods', Buffer.from('PK\x03\x04'), /type .ods cannot be read/],
    ['leads.pdf', Buffer.from('%PDF'), /must end in .csv/],
    ['leads', Buffer.from('a,b\n1,2\n'), /must end in .csv/],
  ])('refuses %s that holds %j', async (name, contents, message) => {
    await expect(folder.open(name, contents)).rejects.toMatchObject({
      statusCode: 415,
      message: expect.stringMatching(message),
    });
  });
});
