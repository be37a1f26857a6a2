import { crc32, deflateSync } from 'node:zlib';
import { pictureProblem } from './screenshots';

const SIZE = { width: 390, height: 844 };

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A grey PNG. */
function png({ width, height }: typeof SIZE): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('pictureProblem', () => {
  const good = png(SIZE);

  it('has nothing against a picture of the asked size', () => {
    expect(pictureProblem(good, SIZE)).toBeUndefined();
    // A view into a larger buffer, as bytes from the network often are
    const inside = Buffer.concat([Buffer.alloc(7), good]).subarray(7);
    expect(pictureProblem(inside, SIZE)).toBeUndefined();
  });

  it.each([
    ['an empty answer', Buffer.alloc(0)],
    ['not a PNG', Buffer.from('<html>Too many requests</html>')],
    ['not a PNG', Buffer.from('ffd8ffe0', 'hex')],
    ['cut off', good.subarray(0, good.length - 20)],
    ['390 x 843 instead of 390 x 844', png({ width: 390, height: 843 })],
    ['780 x 844 instead of', png({ width: 780, height: 844 })],
  ])('says %s', (problem, bytes) => {
    expect(pictureProblem(bytes, SIZE)).toContain(problem);
  });
});
