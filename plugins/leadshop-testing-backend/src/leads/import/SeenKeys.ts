/*
 * Which keys of leads have been seen, in a few bits of each (a Bloom filter): a key
 * that it does not know is new for certain, one that it knows may be. So of a file of
 * new leads next to no key has to be looked up in the database, and the few that
 * are mistaken for known ones are looked up in vain.
 *
 * All bits of a key stand in 64 bytes, which the processor fetches at once.
 */

const WORD_BITS = 32;
const BLOCK_WORDS = 16;
const BITS_PER_KEY = 6;
/** Bits that choose one of a block's. */
const PLACE_BITS = 9;
const PLACES_PER_HASH = 3;
const PLACE_MASK = 511;

const MIN_BYTES = 64 * 1024;
const MAX_BYTES = 32 * 1024 * 1024;
/**
 * A row of a file has two keys. One of a CSV takes 100 bytes or more, one of a
 * workbook, which is packed, about half: so each key has 24 bits at least, and of
 * a hundred thousand new ones fewer than ten are mistaken.
 */
const FILE_BYTES_PER_BYTE = 16;

/** Keys of leads that have been seen. */
export class SeenKeys {
  /** All there is to it: it can be handed to a thread. */
  readonly words: Uint32Array;

  constructor(words: Uint32Array) {
    this.words = words;
  }

  /** For the keys of a file of this size. */
  static forFile(bytes: number): SeenKeys {
    const wanted = Math.min(
      MAX_BYTES,
      Math.max(MIN_BYTES, bytes / FILE_BYTES_PER_BYTE),
    );
    const blockBytes = BLOCK_WORDS * Uint32Array.BYTES_PER_ELEMENT;
    const blocks = Math.ceil(wanted / blockBytes);
    return new SeenKeys(new Uint32Array(blocks * BLOCK_WORDS));
  }

  /** Adds a key. @returns false when it is new for certain */
  add(key: string): boolean {
    const { words } = this;
    let one = 0x811c9dc5;
    let other = 0x9747b28c;
    for (let at = 0; at < key.length; at++) {
      const code = key.charCodeAt(at);
      one = Math.imul(one ^ code, 0x01000193);
      other = Math.imul(other ^ code, 0x5bd1e995);
    }
    one = mixed(one ^ (other >>> 15));
    other = mixed(other);
    const blocks = words.length / BLOCK_WORDS;
    const block = Math.floor(((one >>> 0) / 2 ** WORD_BITS) * blocks);
    let places = other;
    let isKnown = true;
    for (let bit = 0; bit < BITS_PER_KEY; bit++) {
      if (bit === PLACES_PER_HASH) places = mixed(other ^ one);
      const place = places & PLACE_MASK;
      places >>>= PLACE_BITS;
      const word = block * BLOCK_WORDS + (place >>> 5);
      const mask = 1 << (place & (WORD_BITS - 1));
      if ((words[word] & mask) === 0) {
        isKnown = false;
        words[word] |= mask;
      }
    }
    return isKnown;
  }
}

/** Each bit of it depends on all bits of the hash (MurmurHash3's last step). */
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
