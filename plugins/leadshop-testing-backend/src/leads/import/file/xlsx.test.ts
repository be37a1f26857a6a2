import { FileFolder, LIMITS } from '../../../__testUtils__/leadFiles';
import {
  textRow,
  workbook,
  workbookParts,
  zipFile,
  ZipPart,
} from '../../../__testUtils__/workbooks';
import { SheetReader } from './SheetReader';

// Each test has threads of its own, and other tests may keep the machine busy
jest.setTimeout(60_000);

const folder = new FileFolder();
afterAll(() => folder.remove());

const read = (contents: Buffer, options = {}, limits = {}) =>
  folder.read('leads.xlsx', contents, options, limits);
const HEADER = textRow(1, ['business_name', 'website_url', 'email']);
const ROW = textRow(2, ['Acme', 'acme.example', 'a@acme.example']);
const good = () => workbookParts({ sheets: { Leads: HEADER + ROW } });

describe('openLeadFile on workbooks', () => {
  it('reads header and rows', async () => {
    const { file, rows } = await read(zipFile(good()));
    expect(file).toMatchObject({
      format: 'xlsx',
      encoding: null,
      delimiter: null,
      sheets: ['Leads'],
      sheet: 'Leads',
      headers: ['business_name', 'website_url', 'email'],
    });
    expect(rows).toEqual([
      { row: 2, cells: ['Acme', 'acme.example', 'a@acme.example'] },
    ]);
    expect(file.progress()).toBe(1);
  });

  it('gives cells of every type as texts', async () => {
    const cells = [
      '<c r="A2" t="s"><v>0</v></c>',
      '<c r="B2" t="s"><v>1</v></c>',
      '<c r="D2"><v>1450000</v></c>',
      '<c r="E2"><v>0.30000000000000004</v></c>',
      '<c r="F2" t="n"><v>1.45E6</v></c>',
      '<c r="G2" t="b"><v>1</v></c>',
      '<c r="H2" t="e"><v>#N/A</v></c>',
      '<c r="I2" t="str"><f>A2&amp;"x"</f><v>Acmex</v></c>',
      '<c r="J2" s="1"><v>46037</v></c>',
      '<c r="K2" s="2"><v>46037.5</v></c>',
      '<c r="L2" s="3"><v>5</v></c>',
      '<c r="M2" t="inlineStr"><is><r><t>in</t></r><r><t xml:space="preserve"> line</t></r><rPh><t>no</t></rPh></is></c>',
      '<c r="N2" t="d"><v>2026-01-15</v></c>',
      '<c r="O2" s="2"><v>0.25</v></c>',
      '<c r="P2" s="1"/>',
    ].join('');
    const header = textRow(1, [...'ABCDEFGHIJKLMNOP']);
    const { rows } = await read(
      workbook({
        sheets: { Leads: `${header}<row r="2">${cells}</row>` },
        strings:
          '<si><t>Acme &amp; Söhne_x000D_ &lt;3</t></si><si><r><rPr><b/></rPr><t>rich </t></r><r><t>text</t></r><rPh sb="0" eb="1"><t>ruby</t></rPh></si>',
        styles:
          '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/><numFmt numFmtId="165" formatCode="[Red]0&quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>',
      }),
    );
    expect(rows[0].cells).toEqual([
      'Acme & Söhne\r <3',
      'rich text',
      '',
      '1450000',
      '0.3',
      '1450000',
      'TRUE',
      '#N/A',
      'Acmex',
      '2026-01-15',
      '2026-01-15 12:00:00',
      '5',
      'in line',
      '2026-01-15',
      '06:00:00',
      '',
    ]);
  });

  it('counts days from 1904 where the workbook does, and the 29th of February 1900', async () => {
    const rows = `${textRow(1, [
      'a',
      'b',
    ])}<row><c s="0"><v>1</v></c><c s="0"><v>61</v></c></row>`;
    const styles = '<cellXfs><xf numFmtId="14"/></cellXfs>';
    const since1900 = await read(workbook({ sheets: { S: rows }, styles }));
    expect(since1900.rows[0].cells).toEqual(['1900-01-01', '1900-03-01']);
    const since1904 = await read(
      workbook({
        sheets: { S: rows },
        styles,
        workbookXml:
          '<x:workbook xmlns:x="x" xmlns:rel="r"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="S" rel:id="s0"/></x:sheets></x:workbook>',
      }),
    );
    expect(since1904.rows[0].cells).toEqual(['1904-01-02', '1904-03-02']);
  });

  it('reads the sheet that is asked for, else the first that is not hidden', async () => {
    const contents = workbook({
      sheets: { Old: HEADER + ROW, New: textRow(1, ['x']) + textRow(2, ['y']) },
      workbookXml:
        '<workbook xmlns:r="r"><sheets><sheet name="Old" state="hidden" r:id="s0"/><sheet name="Chart" r:id="c"/><sheet name="New" r:id="s1"/></sheets></workbook>',
    });
    const first = await read(contents);
    expect(first.file).toMatchObject({ sheets: ['Old', 'New'], sheet: 'New' });
    expect(first.rows).toEqual([{ row: 2, cells: ['y'] }]);
    const { file } = await read(contents, { sheet: 'Old' });
    expect(file).toMatchObject({ sheet: 'Old' });
    await expect(read(contents, { sheet: 'Leads' })).rejects.toThrow(
      "has no sheet of this name; it has 'Old', 'New'",
    );
  });

  it('keeps the numbers of rows, leaves empty ones out and fills short ones', async () => {
    const { file, rows } = await read(
      workbook({
        sheets: {
          Leads: `${textRow(2, [' '])}${textRow(3, [
            'a',
            'b',
            'c',
            '',
          ])}${textRow(5, ['', ' ', ''])}${textRow(9, [
            'x',
          ])}<row r="10"><c r="XFD10"><v>1</v></c></row>`,
        },
      }),
    );
    expect(file.headers).toEqual(['a', 'b', 'c']);
    expect(rows[0]).toEqual({ row: 9, cells: ['x', '', ''] });
    expect(rows[1].row).toBe(10);
    expect(rows[1].cells.filter(Boolean)).toEqual(['1']);
    expect(rows[1].cells.length).toBeLessThan(600);
  });

  it('gives at most 1,000 rows at once, and stops when it is told to', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) =>
      textRow(i + 2, [`Name ${i}`, `${i}.example`, `a@${i}.example`]),
    ).join('');
    const contents = workbook({ sheets: { Leads: HEADER + many } });
    const { rows } = await read(contents);
    expect(rows).toHaveLength(20_000);
    expect(rows[19_999]).toEqual({
      row: 20_001,
      cells: ['Name 19999', '19999.example', 'a@19999.example'],
    });
    const file = await folder.open('leads.xlsx', contents);
    const stop = new AbortController();
    const reading = async () => {
      for await (const batch of file.rows(stop.signal)) {
        expect(batch).toHaveLength(1000);
        expect(file.progress()).toBeLessThan(0.5);
        stop.abort(new Error('told to stop'));
      }
    };
    await expect(reading()).rejects.toThrow('told to stop');
    await file.close();
  });

  it('never opens macros or links to other files', async () => {
    const { rows } = await folder.read(
      'leads.xlsm',
      workbook({
        sheets: { Leads: HEADER + ROW },
        more: [
          {
            name: 'xl/vbaProject.bin',
            contents: 'broken',
            claims: { checksum: 1 },
          },
          { name: 'xl/externalLinks/externalLink1.xml', contents: '<broken' },
        ],
      }),
    );
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['an empty sheet', { sheets: { S: '' } }, /sheet 'S' is empty/],
    ['a header alone', { sheets: { S: HEADER } }, /no rows below/],
    ['no header', { sheets: { S: ROW } }, /is a lead and not a header/],
    [
      'a text that is not there',
      { sheets: { S: `${HEADER}<row><c t="s"><v>7</v></c></row>` } },
      /is damaged/,
    ],
    [
      'rows that go back',
      { sheets: { S: textRow(3, ['a']) + textRow(2, ['b']) } },
      /is damaged/,
    ],
    [
      'an entity',
      { sheets: { S: `${HEADER}<row><c t="str"><v>&boom;</v></c></row>` } },
      /is damaged/,
    ],
    [
      'a column that no sheet has',
      { sheets: { S: '<row><c r="ZZZZ1"><v>1</v></c></row>' } },
      /is damaged/,
    ],
    [
      'a sheet that ends early',
      { sheets: { S: `${HEADER}${ROW}<row>` } },
      /is damaged/,
    ],
  ])('refuses %s', async (_, parts, message) => {
    await expect(read(workbook(parts))).rejects.toThrow(message);
    await expect(read(workbook(parts))).rejects.toMatchObject({
      name: 'InputError',
    });
  });

  const changed = (name: string, claims: ZipPart['claims']) =>
    zipFile(
      good().map(part => (part.name === name ? { ...part, claims } : part)),
    );

  it.each([
    ['a cut file', zipFile(good()).subarray(0, -30)],
    [
      'a directory that leads nowhere',
      Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200)]),
    ],
    ['a wrong checksum', changed('xl/worksheets/s0.xml', { checksum: 1 })],
    [
      'a part larger than it says',
      changed('xl/worksheets/s0.xml', { size: 20 }),
    ],
    [
      'a missing sheet',
      zipFile(good().filter(part => !part.name.includes('worksheets/'))),
    ],
  ])('refuses %s', async (_, contents) => {
    await expect(read(contents)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/is damaged/),
    });
  });

  it('refuses archives that are no workbook, and protected ones', async () => {
    await expect(
      read(zipFile([{ name: 'a.txt', contents: 'a' }])),
    ).rejects.toMatchObject({
      statusCode: 415,
      message: expect.stringMatching(/no Excel workbook/),
    });
    await expect(
      read(changed('xl/workbook.xml', { flags: 1 })),
    ).rejects.toMatchObject({
      statusCode: 415,
      message: expect.stringMatching(/password/),
    });
  });

  it('refuses what unpacks to too much before it is unpacked', async () => {
    const bomb = workbook({
      sheets: { Leads: HEADER + ROW },
      more: [
        { name: 'xl/media/a.bin', contents: Buffer.alloc(20 * 1024 * 1024) },
      ],
    });
    await expect(
      read(bomb, {}, { maxUnpackedBytes: 10 * 1024 * 1024 }),
    ).rejects.toMatchObject({
      statusCode: 413,
      message: expect.stringMatching(/unpacks to 21 MiB, more than the 10 MiB/),
    });
    await expect(read(bomb, {}, { maxUnpackRatio: 100 })).rejects.toMatchObject(
      {
        statusCode: 413,
        message: expect.stringMatching(
          /times its size, more than the 100 times/,
        ),
      },
    );
    const { rows } = await read(bomb, {}, { maxUnpackRatio: 2000 });
    expect(rows).toHaveLength(1);
  });

  it('ends the thread of a workbook that takes too much memory, and only that', async () => {
    const texts = Array.from({ length: 300_000 }, (_, i) => `text ${i}`);
    const stored = await folder.write(
      'leads.xlsx',
      workbook({
        sheets: { Leads: HEADER + ROW },
        strings: texts.map(text => `<si><t>${text}</t></si>`).join(''),
      }),
    );
    await expect(
      SheetReader.open({ ...stored, format: 'xlsx' }, undefined, LIMITS, {
        heapMb: 16,
      }),
    ).rejects.toMatchObject({
      statusCode: 413,
      message: expect.stringMatching(/more memory than an import may use/),
    });
    const { reader } = await SheetReader.open(
      { ...stored, format: 'xlsx' },
      undefined,
      LIMITS,
    );
    await expect(reader.next()).resolves.toMatchObject({ rows: [{ row: 2 }] });
    await reader.close();
  });

  it('gives a thread up that says nothing for too long', async () => {
    const stored = await folder.write('leads.xlsx', zipFile(good()));
    await expect(
      SheetReader.open({ ...stored, format: 'xlsx' }, undefined, LIMITS, {
        replyWithinMs: 0,
      }),
    ).rejects.toMatchObject({
      statusCode: 413,
      message: expect.stringMatching(/takes too long to read/),
    });
  });

  it('refuses too many rows', async () => {
    const contents = workbook({
      sheets: { S: HEADER + ROW + textRow(3, ['a']) },
    });
    await expect(read(contents, {}, { maxRows: 1 })).rejects.toMatchObject({
      statusCode: 413,
      message: expect.stringMatching(/more than 1 rows/),
    });
  });
});
