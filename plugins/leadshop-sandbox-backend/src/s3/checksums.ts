import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

const CHECKSUMS: Record<string, (data: Buffer) => string> = {
  'x-amz-checksum-crc32': data => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(data));
    return sum.toString('base64');
  },
  'x-amz-checksum-sha1': data => digest('sha1', data),
  'x-amz-checksum-sha256': data => digest('sha256', data),
};

function digest(algorithm: string, data: Buffer): string {
  return createHash(algorithm).update(data).digest('base64');
}

/** The name of a stated checksum that the data does not have. */
export function wrongChecksum(
  stated: Record<string, string | string[] | undefined>,
  data: Buffer,
): string | undefined {
  for (const [name, compute] of Object.entries(CHECKSUMS)) {
    const value = stated[name];
    if (value !== undefined && value !== compute(data)) return name;
  }
  const md5 = stated['content-md5'];
  if (md5 !== undefined && md5 !== digest('md5', data)) return 'Content-MD5';
  return undefined;
}
