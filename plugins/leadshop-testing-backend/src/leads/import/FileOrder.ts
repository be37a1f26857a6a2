/*
 * What becomes of each row of a file. Two rows or leads are the same when they
 * have the same e-mail key, or the same domain key and name key (their pair key).
 *
 * A row repeats only what counts: a stored lead, or an earlier row that is taken
 * itself. That a row is left out never makes a third one a duplicate, so no lead
 * of the file is lost between two others, and the same file imported again finds
 * each of its leads stored.
 */
import { OnDuplicate } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** The key by which something was found. */
export type FoundBy = 'email' | 'name';

/** What was there before with the same key. */
export interface KeyMatches {
  /** The first row that has it and was taken; of earlier lists of rows. */
  row: number | null;
  /** Leads that were stored before the import; the oldest first. */
  leads: string[];
}

/** What was found of the keys of a list of rows. */
export interface Matches {
  byEmail: ReadonlyMap<string, KeyMatches>;
  byPair: ReadonlyMap<string, KeyMatches>;
}

/** A row's number and its keys. */
export interface KeyedRow {
  row: number;
  email: string | null;
  pair: string | null;
}

/** A stored lead that a row is the same as. */
export interface SameLead {
  id: string;
  by: FoundBy;
}

/** An earlier row that a row is the same as. */
export interface SameRow {
  row: number;
  by: FoundBy;
}

/**
 * What becomes of a row: it is `new`, it is taken `anyway`, it repeats a taken row
 * or a stored lead and is left out, or it is to update a lead.
 */
export type Verdict =
  | { outcome: 'new' }
  | { outcome: 'anyway'; lead: SameLead | null; row: SameRow | null }
  | { outcome: 'repeated'; row: SameRow }
  | { outcome: 'stored'; lead: SameLead }
  | { outcome: 'updated'; lead: SameLead };

// Nearly every row of nearly every file has none
const NONE: readonly string[] = [];
const NO_LEADS: readonly SameLead[] = [];

function leadsOf(matches: Matches['byEmail'], key: string | null) {
  return (key !== null && matches.get(key)?.leads) || NONE;
}

/**
 * Judges a list of rows in the file's order. A lead that a row updates has that
 * row's keys from then on, and so is no longer the same as what a later row
 * repeats of it.
 */
export class FileOrder {
  readonly #onDuplicate: OnDuplicate;
  readonly #matches: Matches;
  readonly #byEmail = new Map<string, number>();
  readonly #byPair = new Map<string, number>();
  readonly #updated = new Set<string>();

  constructor(onDuplicate: OnDuplicate, matches: Matches) {
    this.#onDuplicate = onDuplicate;
    this.#matches = matches;
  }

  judge(keyed: KeyedRow): Verdict {
    const verdict = this.#verdict(keyed);
    if (verdict.outcome !== 'repeated' && verdict.outcome !== 'stored') {
      this.#take(keyed);
    }
    return verdict;
  }

  #verdict(keyed: KeyedRow): Verdict {
    const row = this.#earlierRow(keyed);
    if (this.#onDuplicate === 'create') {
      const lead = this.#leads(keyed)[0] ?? null;
      return lead || row
        ? { outcome: 'anyway', lead, row }
        : { outcome: 'new' };
    }
    if (this.#onDuplicate === 'skip') {
      const [lead] = this.#leads(keyed);
      if (lead) return { outcome: 'stored', lead };
    }
    if (row) return { outcome: 'repeated', row };
    const free = this.#leads(keyed).find(({ id }) => !this.#updated.has(id));
    if (!free) return { outcome: 'new' };
    this.#updated.add(free.id);
    return { outcome: 'updated', lead: free };
  }

  #take({ row, email, pair }: KeyedRow) {
    if (email !== null && !this.#byEmail.has(email)) {
      this.#byEmail.set(email, row);
    }
    if (pair !== null && !this.#byPair.has(pair)) this.#byPair.set(pair, row);
  }

  /** By e-mail before by name. */
  #earlierRow({ email, pair }: KeyedRow): SameRow | null {
    if (email !== null) {
      const row =
        this.#matches.byEmail.get(email)?.row ?? this.#byEmail.get(email);
      if (row !== undefined) return { row, by: 'email' };
    }
    if (pair !== null) {
      const row = this.#matches.byPair.get(pair)?.row ?? this.#byPair.get(pair);
      if (row !== undefined) return { row, by: 'name' };
    }
    return null;
  }

  /** Stored leads, the best first: by e-mail, then by name. */
  #leads({ email, pair }: KeyedRow): readonly SameLead[] {
    const byEmail = leadsOf(this.#matches.byEmail, email);
    const byPair = leadsOf(this.#matches.byPair, pair);
    if (byEmail === NONE && byPair === NONE) return NO_LEADS;
    return [
      ...byEmail.map((id): SameLead => ({ id, by: 'email' })),
      ...byPair
        .filter(id => !byEmail.includes(id))
        .map((id): SameLead => ({ id, by: 'name' })),
    ];
  }
}
