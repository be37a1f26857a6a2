import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { FileFolder } from '../../../__testUtils__/leadFiles';

jest.setTimeout(120_000);

const folder = new FileFolder();
afterAll(() => folder.remove());

const read = (contents: Buffer, options = {}) =>
  folder.read('leads.xls', contents, options);

// Written by another program: one sheet is empty, the other has cells of every type
const types = () => readFile(path.join(__dirname, '__testUtils__/types.xls'));

describe('openLeadFile on workbooks of Excel 97 to 2003', () => {
  it('gives cells of every type as texts', async () => {
    const { file, rows } = await read(await types());
    expect(file).toMatchObject({
      format: 'xls',
      encoding: null,
      delimiter: null,
      sheets: ['Empty', 'Types'],
      sheet: 'Types',
    });
    expect(file.headers).toHaveLength(10);
    expect(rows).toEqual([
      {
        row: 2,
        cells: [
          'Söhne & 東京 – „x“',
          '2026-01-15',
          '06:00:00',
          '2026-01-15 12:00:00',
          'TRUE',
          '0.3',
          '1450000',
          '#N/A',
          'Acmex',
          '',
        ],
      },
      { row: 4, cells: ['last', ...Array(9).fill('')] },
    ]);
    expect(file.progress()).toBe(1);
  });

  it('reads the sheet that is asked for', async () => {
    await expect(read(await types(), { sheet: 'Empty' })).rejects.toThrow(
      "sheet 'Empty' is empty",
    );
    await expect(read(await types(), { sheet: 'Leads' })).rejects.toThrow(
      "has no sheet of this name; it has 'Empty', 'Types'",
    );
  });

  /** The file with its record after the first one, or the first, changed. */
  async function changed(change: (bytes: Buffer, begin: number) => void) {
    const bytes = await types();
    change(bytes, bytes.indexOf(Buffer.from('0908100000060500', 'hex')));
    return bytes;
  }

  it('refuses those with a password, and older ones', async () => {
    const encrypted = await changed((bytes, begin) =>
      bytes.writeUInt16LE(0x2f, begin + 20),
    );
    await expect(read(encrypted)).rejects.toMatchObject({
      statusCode: 415,
      message: expect.stringMatching(/protected by a password/),
    });
    const older = await changed((bytes, begin) =>
      bytes.writeUInt16LE(0x0500, begin + 4),
    );
    await expect(read(older)).rejects.toMatchObject({
      statusCode: 415,
      message: expect.stringMatching(/Excel 95 or before/),
    });
  });

  it('refuses what is damaged', async () => {
    const cut = (await types()).subarray(0, 1500);
    await expect(read(cut)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/is damaged/),
    });
  });

  const FILE_TABLE = 76;
  const entry = (bytes: Buffer, n: number) =>
    (bytes.readUInt32LE(48) + 1) * 512 + n * 128;
  const next = (bytes: Buffer, sector: number) =>
    (bytes.readUInt32LE(FILE_TABLE) + 1) * 512 + sector * 4;

  it.each<[string, (bytes: Buffer) => void]>([
    [
      'two streams in the same place',
      bytes =>
        bytes.copy(
          bytes,
          entry(bytes, 1) + 116,
          entry(bytes, 2) + 116,
          entry(bytes, 2) + 124,
        ),
    ],
    [
      'a stream that goes in a circle',
      bytes => {
        const first = bytes.readUInt32LE(entry(bytes, 2) + 116);
        bytes.writeUInt32LE(first, next(bytes, first + 1));
      },
    ],
    [
      'a table that is listed twice',
      bytes => {
        bytes.writeUInt32LE(2, 44);
        bytes.writeUInt32LE(bytes.readUInt32LE(FILE_TABLE), FILE_TABLE + 4);
      },
    ],
    [
      'small streams that are larger than where they are',
      bytes => bytes.writeUInt32LE(4095, entry(bytes, 3) + 120),
    ],
    ['other limits of what is small', b => b.writeUInt32LE(0xffffffff, 56)],
    ['sectors of another size', bytes => bytes.writeUInt16LE(20, 30)],
    ['no root', bytes => bytes.writeUInt8(1, entry(bytes, 0) + 66)],
  ])('refuses %s', async (_, change) => {
    const bytes = await readFile(
      path.join(__dirname, '../../../../../../examples/leads/messy.xls'),
    );
    expect((await read(bytes)).rows).toHaveLength(30);
    change(bytes);
    await expect(read(bytes)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/is damaged/),
    });
  });

  it('reads or refuses whatever the bytes are, and lives on', async () => {
    const good = await types();
    const flips = fc.array(
      fc.tuple(fc.nat(good.length - 9), fc.integer({ min: 0, max: 255 })),
      { minLength: 1, maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(flips, async changes => {
        const bytes = Buffer.from(good);
        // The first eight make it a workbook
        for (const [at, byte] of changes) bytes[at + 8] = byte;
        const outcome = await read(bytes).then(
          ({ rows }) => rows.length > 0,
          error =>
            error.name === 'InputError' ||
            error.statusCode === 415 ||
            error.statusCode === 413,
        );
        expect(outcome).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
