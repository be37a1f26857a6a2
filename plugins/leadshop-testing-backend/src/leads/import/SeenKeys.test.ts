import fc from 'fast-check';
import { SeenKeys } from './SeenKeys';

const MEGABYTE = 1024 * 1024;

const keyOf = (n: number) => `office@site-${n.toString(36)}.example`;

it('knows each key that it has seen', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), keys => {
      const seen = SeenKeys.forFile(0);
      keys.forEach(key => seen.add(key));
      expect(keys.every(key => seen.add(key))).toBe(true);
    }),
  );
});

it('takes few others for keys that it has seen', () => {
  const rows = 20_000;
  const seen = SeenKeys.forFile(rows * 100);
  let mistaken = 0;
  for (let n = 0; n < 2 * rows; n++) if (seen.add(keyOf(n))) mistaken += 1;
  expect(mistaken).toBeLessThan(10);
});

it('goes on with the words of another', () => {
  const one = SeenKeys.forFile(MEGABYTE);
  expect(one.add('a')).toBe(false);
  const other = new SeenKeys(one.words);
  expect(other.add('a')).toBe(true);
  expect(other.add('b')).toBe(false);
});

it('takes no more memory than 32 MB, however large the file is', () => {
  expect(SeenKeys.forFile(MEGABYTE).words.byteLength).toBe(MEGABYTE / 16);
  expect(SeenKeys.forFile(1e15).words.byteLength).toBe(32 * MEGABYTE);
});
