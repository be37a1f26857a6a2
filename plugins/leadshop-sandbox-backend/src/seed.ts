import { createHash } from 'node:crypto';

/**
 * Everything that the sandbox makes up is drawn from a seed, and the seed is a
 * hash of the input. That is why the same lead gets the same answer on every
 * machine and every run, and two leads differ.
 */
export class Seed {
  #state: number;

  private constructor(state: number) {
    this.#state = state;
  }

  /** Same parts, same draws. */
  static of(...parts: readonly string[]): Seed {
    const hash = createHash('sha256').update(parts.join('\n')).digest();
    return new Seed(hash.readUInt32LE(0));
  }

  /** 0 <= value < 1. The generator is mulberry32. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** Both ends included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1));
  }

  decimal(min: number, max: number, digits: number): number {
    return Number((min + this.fraction() * (max - min)).toFixed(digits));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)];
  }
}

/**
 * What an address is about, without what differs between machines: a sandbox
 * site by its name whatever the port, any other site by host and path.
 */
export function subjectOf(address: string): string {
  let url: URL;
  try {
    url = new URL(address.includes('://') ? address : `http://${address}`);
  } catch {
    return address.trim().toLowerCase();
  }
  const site = /^\/sites\/([^/]+)/.exec(url.pathname);
  if (site) return `site:${site[1].toLowerCase()}`;
  const host = url.hostname.replace(/^www\./, '');
  const path = url.pathname.replace(/\/+$/, '');
  return `${host}${path}`;
}
