/** A row that shares a key with others of its file, or a lead to update. */
export interface SharedRow {
  row: number;
  /** The first row with this row's e-mail; null: no other has it. */
  email: number | null;
  /** The first row with this row's domain and name; null: no other has them. */
  name: number | null;
  /** Stored leads that the row may update, the best first. */
  leads: string[];
  /** By what each of them was found. */
  found_by: string[];
}

/** What becomes of a row that is not simply new. */
export interface Verdict {
  row: number;
  outcome: 'repeated' | 'updated';
  lead_id: string | null;
  lead_by: string | null;
  /** The row that it repeats. */
  duplicate_row: number | null;
  row_by: string | null;
}

/**
 * Judges rows in the file's order: one that repeats a row which was taken is
 * left out, every other is taken. A lead that a row updates has that row's keys
 * from then on, and so is no longer the same as what a later row repeats of it.
 */
export class FileOrder {
  readonly #byEmail = new Map<number, number>();
  readonly #byName = new Map<number, number>();
  readonly #updated = new Set<string>();

  /** @returns undefined for a row that is new. */
  judge({ row, email, name, leads, found_by }: SharedRow): Verdict | undefined {
    const sameEmail = email === null ? undefined : this.#byEmail.get(email);
    const sameName = name === null ? undefined : this.#byName.get(name);
    const taken = sameEmail ?? sameName;
    if (taken !== undefined) {
      return {
        row,
        outcome: 'repeated',
        lead_id: null,
        lead_by: null,
        duplicate_row: taken,
        row_by: sameEmail === undefined ? 'name' : 'email',
      };
    }
    if (email !== null) this.#byEmail.set(email, row);
    if (name !== null) this.#byName.set(name, row);
    const free = leads.findIndex(lead => !this.#updated.has(lead));
    if (free === -1) return undefined;
    this.#updated.add(leads[free]);
    return {
      row,
      outcome: 'updated',
      lead_id: leads[free],
      lead_by: found_by[free],
      duplicate_row: null,
      row_by: null,
    };
  }
}
