/*
 * The zip file that a workbook is. What it may unpack to is checked before a
 * byte is unpacked, by the sizes in its directory; a part that does not keep to
 * its size or its checksum ends the reading.
 */
import { crc32 } from 'node:zlib';
import { SaxesParser } from 'saxes';
import yauzl from 'yauzl';
import { broken, Refusal } from './refusal.mjs';

// A workbook with this many parts is an attack on the reader of the directory
const MAX_PARTS = 10_000;
// Small files may be packed as well as they like
const RATIO_MATTERS_FROM = 16 * 1024 * 1024;

const mebibytes = bytes => Math.ceil(bytes / 1024 / 1024);

export class Package {
  #zip;
  #parts = new Map();

  constructor(zip) {
    this.#zip = zip;
  }

  static async open(path, { maxUnpackedBytes, maxUnpackRatio, size }) {
    const zip = await yauzl.openPromise(path, {
      autoClose: false,
      lazyEntries: true,
    });
    if (zip.entryCount > MAX_PARTS) throw broken();
    const opened = new Package(zip);
    let unpacked = 0;
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) {
        throw new Refusal(
          'unsupported',
          'The workbook is protected by a password; save it without one',
        );
      }
      unpacked += entry.uncompressedSize;
      // Programs do not agree on the case of names
      opened.#parts.set(entry.fileName.toLowerCase(), entry);
    }
    if (unpacked > maxUnpackedBytes) {
      throw new Refusal(
        'too_large',
        `The workbook unpacks to ${mebibytes(
          unpacked,
        )} MiB, more than the ${mebibytes(
          maxUnpackedBytes,
        )} MiB that an import takes; split it, save the sheet as .csv, or ask an administrator to raise leadshopTesting.import.maxUnpackedMb`,
      );
    }
    if (unpacked > RATIO_MATTERS_FROM && unpacked > size * maxUnpackRatio) {
      throw new Refusal(
        'too_large',
        `The workbook unpacks to ${Math.round(
          unpacked / size,
        )} times its size, more than the ${maxUnpackRatio} times that an import takes; save the sheet as .csv, or ask an administrator to raise leadshopTesting.import.maxUnpackRatio`,
      );
    }
    return opened;
  }

  has(name) {
    return this.#parts.has(name.toLowerCase());
  }

  /** Bytes of a part after unpacking. */
  sizeOf(name) {
    return this.#parts.get(name.toLowerCase())?.uncompressedSize ?? 0;
  }

  /**
   * Reads a part of XML. `listen` adds listeners to the parser; after each
   * piece of it `pause` is awaited, with the bytes so far.
   */
  async read(name, listen, pause = async () => {}) {
    const entry = this.#parts.get(name.toLowerCase());
    if (!entry) throw broken();
    const parser = new SaxesParser();
    listen(parser);
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const stream = await this.#zip.openReadStreamPromise(entry);
    let checksum = 0;
    let bytes = 0;
    for await (const chunk of stream) {
      checksum = crc32(chunk, checksum);
      bytes += chunk.length;
      parser.write(decoder.decode(chunk, { stream: true }));
      await pause(bytes);
    }
    parser.write(decoder.decode());
    // Complains when an element is still open
    parser.close();
    if (checksum !== entry.crc32) throw broken();
  }
}

/** Name of an element or attribute without its prefix. */
export const localName = name => name.slice(name.indexOf(':') + 1);
