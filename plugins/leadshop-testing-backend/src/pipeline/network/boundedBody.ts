import { IncomingMessage } from 'node:http';
import { pipeline, Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';

/** The encodings that the guarded client asks for. */
export const ACCEPTED_ENCODINGS = 'gzip, br';

/** An answer in an encoding that nobody asked for. */
export class UnknownEncoding extends Error {}

/** Passes on at most so many bytes, and says when there were more. */
async function* limited(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
  onCut: () => void,
): AsyncGenerator<Uint8Array> {
  let left = maxBytes;
  for await (const chunk of source) {
    if (chunk.byteLength > left) {
      yield chunk.subarray(0, left);
      onCut();
      return;
    }
    left -= chunk.byteLength;
    yield chunk;
  }
}

function decoderFor(encoding: string): Transform | undefined {
  switch (encoding) {
    case '':
    case 'identity':
      return undefined;
    // Both decoders take a cut stream as far as it goes
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH });
    case 'br':
      return zlib.createBrotliDecompress({
        finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
      });
    default:
      throw new UnknownEncoding(encoding);
  }
}

/**
 * Reads an answer. The limit holds for what comes over the wire and again for
 * what it unpacks to, so that neither an endless stream nor a small answer that
 * unpacks to gigabytes takes more memory than the limit.
 */
export async function readBoundedBody(
  response: IncomingMessage,
  maxBytes: number,
): Promise<{ body: Uint8Array; truncated: boolean }> {
  let truncated = false;
  const onCut = () => {
    truncated = true;
  };
  const decoder = decoderFor(
    (response.headers['content-encoding'] ?? '').trim().toLowerCase(),
  );
  const raw = limited(response, maxBytes, onCut);
  // The pipeline's end is seen by reading its last stream
  const decoded = decoder
    ? pipeline(Readable.from(raw), decoder, () => {})
    : raw;
  const chunks: Uint8Array[] = [];
  for await (const chunk of limited(decoded, maxBytes, onCut)) {
    chunks.push(chunk);
  }
  return { body: Buffer.concat(chunks), truncated };
}
