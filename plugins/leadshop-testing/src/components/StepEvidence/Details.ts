import { isRecord, JsonRecord } from '../Evidence';

/** An empty record says nothing that a reader could miss. */
function isNothing(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}

/**
 * What a step stored, read with care: a failed step stored only a part, and a
 * step of another version or company may have stored something else. What is
 * not there or has another shape is undefined, and what nobody could read is
 * left in {@link Details.rest}, so that nothing stays unseen.
 */
export class Details {
  readonly #record: JsonRecord;
  readonly #read = new Set<string>();
  readonly #parts = new Map<string, Details>();

  constructor(record: JsonRecord) {
    this.#record = record;
  }

  /** A text that is not empty. */
  text(name: string): string | undefined {
    const text = this.#value(
      name,
      (value): value is string => typeof value === 'string',
    );
    return text || undefined;
  }

  number(name: string): number | undefined {
    return this.#value(
      name,
      (value): value is number =>
        typeof value === 'number' && Number.isFinite(value),
    );
  }

  flag(name: string): boolean | undefined {
    return this.#value(
      name,
      (value): value is boolean => typeof value === 'boolean',
    );
  }

  /** A text, a number or a truth, whichever it is. */
  plain(name: string): string | number | boolean | undefined {
    return this.#value(name, (value): value is string | number | boolean =>
      ['string', 'number', 'boolean'].includes(typeof value),
    );
  }

  texts(name: string): string[] | undefined {
    return this.#value(
      name,
      (value): value is string[] =>
        Array.isArray(value) && value.every(item => typeof item === 'string'),
    );
  }

  /** A record; what is not read of it is left, too. */
  part(name: string): Details | undefined {
    const known = this.#parts.get(name);
    if (known) {
      return known;
    }
    const record = this.#value(name, isRecord);
    const part = record && new Details(record);
    if (part) {
      this.#parts.set(name, part);
    }
    return part;
  }

  /** A list of records. */
  list(name: string): Details[] | undefined {
    return this.#value(
      name,
      (value): value is JsonRecord[] =>
        Array.isArray(value) && value.every(isRecord),
    )?.map(record => new Details(record));
  }

  /** What has not been read, in parts that were read, too. */
  rest(): JsonRecord {
    const rest: JsonRecord = {};
    for (const [name, value] of Object.entries(this.#record)) {
      const part = this.#parts.get(name);
      if (part) {
        const left = part.rest();
        if (Object.keys(left).length > 0) {
          rest[name] = left;
        }
      } else if (!this.#read.has(name) && !isNothing(value)) {
        rest[name] = value;
      }
    }
    return rest;
  }

  #value<T>(name: string, fits: (value: unknown) => value is T): T | undefined {
    const value = Object.hasOwn(this.#record, name)
      ? this.#record[name]
      : undefined;
    if (value === null) {
      this.#read.add(name);
      return undefined;
    }
    if (!fits(value)) {
      return undefined;
    }
    this.#read.add(name);
    return value;
  }
}
