/*
 * The container of an .xls: sectors, chained by a table, in streams. The library
 * believes the chains; made to share sectors or to go in circles, a small file
 * would become gigabytes, outside of the heap that the thread is held to. So it
 * is seen to first that no sector is used twice: then a file takes no more
 * memory than its size. See [MS-CFB].
 */
import { broken } from './refusal.mjs';

const HEADER_BYTES = 512;
const SECTOR_SIZES = [512, 4096];
const SMALL_SECTOR_SHIFT = 6;
/** Streams below this are in the stream of the root, in small sectors. */
const SMALL_BELOW = 4096;
const LISTED_IN_HEADER = 109;
/** Numbers from here on are no sectors, but say why there is none. */
const NO_SECTOR = 0xfffffffa;
const ENTRY_BYTES = 128;
const STREAM = 2;
const ROOT = 5;

/** @throws Refusal when a sector is used twice, or a part is out of bounds. */
export function checkCompoundFile(bytes) {
  if (bytes.length < HEADER_BYTES) throw broken();
  const header = at => bytes.readUInt32LE(at);
  const sectorSize = 2 ** bytes.readUInt16LE(30);
  if (
    !SECTOR_SIZES.includes(sectorSize) ||
    bytes.readUInt16LE(32) !== SMALL_SECTOR_SHIFT ||
    header(56) !== SMALL_BELOW
  ) {
    throw broken();
  }
  const used = new Uint8Array(Math.floor(bytes.length / sectorSize));
  /** Where a sector begins; each is asked for once. */
  const use = sector => {
    // The header is in the place of the first one
    if (sector + 1 >= used.length || used[sector + 1]) throw broken();
    used[sector + 1] = 1;
    return (sector + 1) * sectorSize;
  };
  const numbers = sectorSize / 4;

  const table = [];
  const tableSectors = header(44);
  for (let i = 0; i < LISTED_IN_HEADER && i < tableSectors; i++) {
    const sector = header(76 + i * 4);
    if (sector >= NO_SECTOR) break;
    table.push(use(sector));
  }
  let more = header(72) > 0 ? header(68) : NO_SECTOR;
  while (more < NO_SECTOR) {
    const list = use(more);
    for (let i = 0; i < numbers - 1 && table.length < tableSectors; i++) {
      const sector = header(list + i * 4);
      if (sector < NO_SECTOR) table.push(use(sector));
    }
    more = header(list + sectorSize - 4);
  }
  const next = sector => {
    const part = table[Math.floor(sector / numbers)];
    return part === undefined
      ? NO_SECTOR
      : header(part + (sector % numbers) * 4);
  };
  const chain = first => {
    const places = [];
    for (let at = first; at < NO_SECTOR; at = next(at)) places.push(use(at));
    return places;
  };

  const directory = chain(header(48));
  if (header(64) > 0) chain(header(60));
  let root;
  let small = 0;
  for (const place of directory) {
    for (let at = place; at < place + sectorSize; at += ENTRY_BYTES) {
      const type = bytes[at + 66];
      const first = header(at + 116);
      const size = header(at + 120);
      if (type === ROOT) root ??= chain(first);
      else if (type === STREAM && size >= SMALL_BELOW) chain(first);
      else if (type === STREAM) small += size;
    }
  }
  if (!root || small > root.length * sectorSize) throw broken();
}
