import { createHash } from 'node:crypto';

/** An object as it was put. */
export interface MemoryObject {
  body: Buffer;
  /** MD5 in hex. */
  md5: string;
  lastModified: Date;
  /** Content-Type, x-amz-meta-* and checksums, given back as they came. */
  headers: Record<string, string>;
}

/**
 * All objects of the sandbox, in memory. When `maxBytes` is passed the objects
 * that were put longest ago are dropped: a Map keeps the order of insertion.
 */
export class ObjectMemory {
  readonly #maxBytes: number;
  readonly #objects = new Map<string, MemoryObject>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get maxBytes(): number {
    return this.#maxBytes;
  }

  put(
    bucket: string,
    key: string,
    body: Buffer,
    headers: Record<string, string>,
  ): MemoryObject {
    this.delete(bucket, key);
    const object = {
      // A view would keep the whole request in memory
      body: Buffer.from(body),
      md5: createHash('md5').update(body).digest('hex'),
      lastModified: new Date(),
      headers,
    };
    this.#objects.set(name(bucket, key), object);
    this.#bytes += object.body.length;
    for (const [oldest, { body: old }] of this.#objects) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#objects.delete(oldest);
      this.#bytes -= old.length;
    }
    return object;
  }

  get(bucket: string, key: string): MemoryObject | undefined {
    return this.#objects.get(name(bucket, key));
  }

  delete(bucket: string, key: string): void {
    const object = this.get(bucket, key);
    if (!object) return;
    this.#objects.delete(name(bucket, key));
    this.#bytes -= object.body.length;
  }

  /** Sorted by key, in the order of UTF-8 bytes as S3 lists. */
  list(
    bucket: string,
    prefix: string,
  ): { key: string; object: MemoryObject }[] {
    const start = name(bucket, prefix);
    const found: { key: string; object: MemoryObject }[] = [];
    for (const [full, object] of this.#objects) {
      if (full.startsWith(start)) {
        found.push({ key: full.slice(bucket.length + 1), object });
      }
    }
    return found.sort((a, b) =>
      Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)),
    );
  }
}

/** Bucket names hold no slash. */
function name(bucket: string, key: string): string {
  return `${bucket}/${key}`;
}
