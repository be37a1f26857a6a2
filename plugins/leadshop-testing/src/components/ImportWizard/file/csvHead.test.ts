import { readCsvHead } from './csvHead';

const LONG = 'a;b;c\n'.repeat(100_000);

const fileOf = (...parts: BlobPart[]) => new File(parts, 'leads.csv');

/** UTF-16 of plain text. */
function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  [...text].forEach((character, index) =>
    view.setUint16(index * 2, character.charCodeAt(0), littleEndian),
  );
  return new Uint8Array(view.buffer);
}

describe('readCsvHead', () => {
  it('reads a short file as a whole', async () => {
    const head = await readCsvHead(fileOf('a,b\n1,2'));
    expect(head).toMatchObject({
      text: 'a,b\n1,2',
      encoding: 'utf-8',
      whole: true,
    });
    expect(head.file.size).toBe(7);
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be'] as const)(
    'reads whole lines of a long file in %s, and not all of it',
    async encoding => {
      const file =
        encoding === 'utf-8'
          ? fileOf(LONG)
          : fileOf(utf16(LONG, encoding === 'utf-16le'));
      const head = await readCsvHead(file);
      expect(head.encoding).toBe(encoding);
      expect(head.whole).toBe(false);
      expect(head.text).toMatch(/^(a;b;c\n)+$/);
      expect(head.file.size).toBeLessThanOrEqual(256 * 1024);
      expect(head.file.name).toBe('leads.csv');
    },
  );

  it('takes what is no UTF-8 for Windows-1252', async () => {
    const head = await readCsvHead(
      fileOf(new Uint8Array([0x43, 0x61, 0x66, 0xe9])),
    );
    expect(head).toMatchObject({ encoding: 'windows-1252', text: 'Caf\xe9' });
  });

  it('reads as it is told', async () => {
    const head = await readCsvHead(fileOf('Café'), 'windows-1252');
    expect(head.text).toBe('CafÃ©');
  });

  it('knows byte order marks, and leaves them out', async () => {
    const marked = [
      [0xef, 0xbb, 0xbf, 0x61],
      [0xff, 0xfe, 0x61, 0x00],
      [0xfe, 0xff, 0x00, 0x61],
    ].map(bytes => readCsvHead(fileOf(new Uint8Array(bytes))));
    expect(
      (await Promise.all(marked)).map(({ encoding, text }) => [encoding, text]),
    ).toEqual([
      ['utf-8', 'a'],
      ['utf-16le', 'a'],
      ['utf-16be', 'a'],
    ]);
  });
});
