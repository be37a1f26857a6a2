/**
 * Takes apart a body in `aws-chunked` encoding, which S3 clients use to send
 * checksums after the data: chunks of `<hex size>[;chunk-signature=…]\r\n`,
 * data, `\r\n`, then a chunk of size 0 and trailing headers. Signatures are
 * not checked. See "Signature Calculations for the Authorization Header:
 * Transferring Payload in Multiple Chunks" in the Amazon S3 API reference.
 */
export interface ChunkedBody {
  data: Buffer;
  /** Lower-case names. */
  trailers: Record<string, string>;
}

/** Undefined when the body is not well formed. */
export function decodeAwsChunked(body: Buffer): ChunkedBody | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const [sizeText] = body.toString('latin1', at, lineEnd).split(';');
    if (!/^[0-9a-fA-F]{1,8}$/.test(sizeText)) return undefined;
    const size = parseInt(sizeText, 16);
    at = lineEnd + 2;
    if (size === 0) break;
    if (at + size + 2 > body.length) return undefined;
    chunks.push(body.subarray(at, at + size));
    at += size + 2;
  }
  const trailers: Record<string, string> = {};
  for (const line of body.toString('latin1', at).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) {
      const name = line.slice(0, colon).trim().toLowerCase();
      trailers[name] = line.slice(colon + 1).trim();
    }
  }
  return { data: Buffer.concat(chunks), trailers };
}
