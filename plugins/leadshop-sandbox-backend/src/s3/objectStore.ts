import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { isError } from '@backstage/errors';
import { z } from 'zod';

/*
 * The objects of the sandbox: one file each, so that a backend that is killed in
 * the middle of a test finds them again. A file begins with a line of JSON that
 * says what it is; behind it stands the body. It is written under another name and
 * gets its own when it is whole; nothing is ever written into a file that has it.
 */

/** An object as it was put; {@link ObjectStore.read} has its body. */
export interface StoredObject {
  size: number;
  /** MD5 in hex. */
  md5: string;
  lastModified: Date;
  /** Content-Type, x-amz-meta-* and checksums, given back as they came. */
  headers: Record<string, string>;
}

/** Where objects are, and how many of them. */
export interface ObjectStoreOptions {
  folder: string;
  maxBytes?: number;
  maxObjects?: number;
}

const MAX_BYTES = 512 * 1024 * 1024;
const MAX_OBJECTS = 20_000;
/** Suffixes of files that are whole, and that are being written. */
const WHOLE = '.object';
const UNFINISHED = '.unfinished';
/** Nobody is still at a file that is older. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;
/** Keys and metadata have at most a few KiB. */
const MAX_HEAD_BYTES = 32 * 1024;
const LINE_FEED = 10;
const OPENED_AT_ONCE = 32;

const headSchema = z.object({
  bucket: z.string(),
  key: z.string(),
  size: z.int().min(0),
  md5: z.string(),
  lastModified: z.number(),
  headers: z.record(z.string(), z.string()),
});
type Head = z.infer<typeof headSchema>;

interface Entry extends StoredObject {
  file: string;
  /** Where the body begins. */
  offset: number;
}

/**
 * Objects in a folder. When there are too many, or too many bytes of them, those
 * that were put longest ago are removed: a Map keeps the order of insertion.
 */
export class ObjectStore {
  readonly maxBytes: number;
  readonly #maxObjects: number;
  readonly #folder: string;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  private constructor(options: ObjectStoreOptions) {
    this.#folder = options.folder;
    this.maxBytes = options.maxBytes ?? MAX_BYTES;
    this.#maxObjects = options.maxObjects ?? MAX_OBJECTS;
  }

  /** Finds what is in the folder, and makes it when there is none. */
  static async open(options: ObjectStoreOptions): Promise<ObjectStore> {
    const store = new ObjectStore(options);
    await fs.mkdir(options.folder, { recursive: true, mode: 0o700 });
    await store.#load();
    return store;
  }

  async put(
    bucket: string,
    key: string,
    body: Buffer,
    headers: Record<string, string>,
  ): Promise<StoredObject> {
    const head: Head = {
      bucket,
      key,
      size: body.length,
      md5: createHash('md5').update(body).digest('hex'),
      lastModified: Date.now(),
      headers,
    };
    const line = Buffer.from(`${JSON.stringify(head)}\n`);
    const file = path.join(this.#folder, randomUUID());
    await fs.writeFile(file + UNFINISHED, [line, body], { mode: 0o600 });
    await fs.rename(file + UNFINISHED, file + WHOLE);
    const removed = [
      this.#forget(name(bucket, key)),
      this.#add(head, file + WHOLE, line.length),
      ...this.#forgetOldest(),
    ];
    await removeFiles(removed.flatMap(entry => entry ?? []));
    return stored(head);
  }

  find(bucket: string, key: string): StoredObject | undefined {
    return this.#entries.get(name(bucket, key));
  }

  /** The body of an object; undefined when it has gone. */
  async read(bucket: string, key: string): Promise<Buffer | undefined> {
    const entry = this.#entries.get(name(bucket, key));
    if (!entry) return undefined;
    try {
      return (await fs.readFile(entry.file)).subarray(entry.offset);
    } catch (error) {
      // Replaced just now, or somebody has emptied the folder
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async delete(bucket: string, key: string): Promise<void> {
    const entry = this.#forget(name(bucket, key));
    if (entry) await removeFiles([entry]);
  }

  /** Sorted by key, in the order of UTF-8 bytes as S3 lists. */
  list(
    bucket: string,
    prefix: string,
  ): { key: string; object: StoredObject }[] {
    const start = name(bucket, prefix);
    const found: { key: string; object: StoredObject }[] = [];
    for (const [full, object] of this.#entries) {
      if (full.startsWith(start)) {
        found.push({ key: full.slice(bucket.length + 1), object });
      }
    }
    return found.sort((a, b) =>
      Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)),
    );
  }

  async #load(): Promise<void> {
    const names = await fs.readdir(this.#folder);
    const found: { head: Head; file: string; offset: number }[] = [];
    for (let from = 0; from < names.length; from += OPENED_AT_ONCE) {
      const some = names.slice(from, from + OPENED_AT_ONCE);
      const read = some.map(async each => {
        const file = path.join(this.#folder, each);
        if (each.endsWith(UNFINISHED)) await removeAbandoned(file);
        const head = each.endsWith(WHOLE) ? await readHead(file) : undefined;
        return head ? [{ ...head, file }] : [];
      });
      found.push(...(await Promise.all(read)).flat());
    }
    found.sort((a, b) => a.head.lastModified - b.head.lastModified);
    const removed: Entry[] = [];
    for (const { head, file, offset } of found) {
      // Of two with the same name the process was killed between the two
      const older = this.#forget(name(head.bucket, head.key));
      if (older) removed.push(older);
      this.#add(head, file, offset);
    }
    await removeFiles([...removed, ...this.#forgetOldest()]);
  }

  #add(head: Head, file: string, offset: number): void {
    this.#entries.set(name(head.bucket, head.key), {
      ...stored(head),
      file,
      offset,
    });
    this.#bytes += head.size;
  }

  #forget(full: string): Entry | undefined {
    const entry = this.#entries.get(full);
    if (!entry) return undefined;
    this.#entries.delete(full);
    this.#bytes -= entry.size;
    return entry;
  }

  #forgetOldest(): Entry[] {
    const forgotten: Entry[] = [];
    for (const full of this.#entries.keys()) {
      if (
        this.#bytes <= this.maxBytes &&
        this.#entries.size <= this.#maxObjects
      ) {
        break;
      }
      const entry = this.#forget(full);
      if (entry) forgotten.push(entry);
    }
    return forgotten;
  }
}

/** Bucket names hold no slash. */
function name(bucket: string, key: string): string {
  return `${bucket}/${key}`;
}

function stored({ size, md5, lastModified, headers }: Head): StoredObject {
  return { size, md5, lastModified: new Date(lastModified), headers };
}

/** Undefined for what is no object, or not all of one; that is left alone. */
async function readHead(
  file: string,
): Promise<{ head: Head; offset: number } | undefined> {
  const handle = await fs.open(file, 'r');
  try {
    const { size } = await handle.stat();
    const start = Buffer.alloc(Math.min(MAX_HEAD_BYTES, size));
    await handle.read(start, 0, start.length, 0);
    const end = start.indexOf(LINE_FEED);
    if (end < 0) return undefined;
    const head = headSchema.parse(JSON.parse(start.toString('utf8', 0, end)));
    const offset = end + 1;
    return size === offset + head.size ? { head, offset } : undefined;
  } catch (error) {
    const isOther = error instanceof SyntaxError || error instanceof z.ZodError;
    if (isOther) return undefined;
    throw error;
  } finally {
    await handle.close();
  }
}

async function removeAbandoned(file: string): Promise<void> {
  try {
    const { mtimeMs } = await fs.stat(file);
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) {
      await fs.rm(file, { force: true });
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function removeFiles(entries: Entry[]): Promise<void> {
  await Promise.all(entries.map(({ file }) => fs.rm(file, { force: true })));
}

function isMissing(error: unknown): boolean {
  return isError(error) && error.code === 'ENOENT';
}
