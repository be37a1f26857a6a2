/*
 * Checked rows of a file on their way into the database, some hundred at once. They
 * are made in one thread and used in another, and may wait in between: so they are
 * a few large pieces, which change hands without being copied and are nothing that
 * a garbage collection would have to look at. Of nearly every row all that happens
 * is that its line is sent on as it stands.
 */
import { ImportProblem } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LEAD_FIELDS } from '../../store/leadRows';
import { LeadKeys, pairKey } from '../keys';
import { CheckedRow, LeadFields } from './check';
import { copiedText, copyLine, copyValue } from './copying';
import { leadId } from './leadIds';
import { SeenKeys } from './SeenKeys';

/** All columns of a lead that come from a file. */
export const ROW_COLUMNS = [
  ...LEAD_FIELDS,
  'email_key',
  'domain_key',
  'name_key',
].join(', ');

/** Columns of a line of {@link RowList.lines}. */
export const LINE_COLUMNS = `${ROW_COLUMNS}, id, import_id, created_by, created_at, updated_at`;

/** What the leads of an import have in common. */
export interface LeadOrigin {
  import_id: string;
  user_ref: string;
  /** When they are created, in ms. */
  at: number;
}

/** Rows of a file, one after the other. */
export interface RowList {
  /** Their numbers. */
  numbers: Uint32Array;
  /** Their leads in the text format of COPY; a row with an error has no line. */
  lines: Uint8Array;
  lineEnds: Uint32Array;
  /** Length of what is not {@link ROW_COLUMNS} at the end of each line. */
  originLength: number;
  /** Their cells as they stand in the file, with a NUL between two. */
  cells: Uint8Array;
  cellEnds: Uint32Array;
  /**
   * Their keys, line by line; an empty line for a row without. Undefined when
   * {@link isNewForSure}: then nobody may want them, and they are in the lines.
   */
  keys: { emails: string; pairs: string } | undefined;
  /** Of those that have any, by their place in the list. */
  problems: Map<number, readonly ImportProblem[]>;
  /** Whether all are leads without problems, with both keys. */
  isPlain: boolean;
  /** Whether no key of them has been seen before, not in the same list either. */
  isUnseen: boolean;
}

const CELL_SEPARATOR = '\0';
const KEY_SEPARATOR = '\n';
const BEGINNING_BYTES = 64 * 1024;
/** Of a character of JavaScript in UTF-8. */
const MAX_BYTES = 3;

/** Texts, one after the other, as bytes. */
class Texts {
  #bytes: Buffer;
  readonly ends: number[] = [];
  length = 0;

  /** @param room - where to put them, as long as they fit */
  constructor(room: ArrayBuffer) {
    this.#bytes = Buffer.from(room);
  }

  add(text: string): void {
    const from = this.length;
    const needed = from + text.length * MAX_BYTES;
    if (needed > this.#bytes.length) {
      const larger = Buffer.from(newRoom(needed * 2));
      this.#bytes.copy(larger, 0, 0, from);
      this.#bytes = larger;
    }
    this.length = from + this.#bytes.write(text, from);
    this.ends.push(this.length);
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}

/** Not of Node's pool: it is to be handed over. */
function newRoom(bytes: number): ArrayBuffer {
  return Buffer.allocUnsafeSlow(bytes).buffer as ArrayBuffer;
}

/** Makes a list of rows. */
export class RowListBuilder {
  readonly #origin: LeadOrigin;
  readonly #lineEnd: string;
  readonly #originLength: number;
  readonly #seen: SeenKeys;
  readonly #rooms: ArrayBuffer[];
  #list;

  /**
   * @param seen - keys that were seen before; those of the rows are added
   * @param rooms - rooms of lists that nobody reads any more; new lists are put
   * there. New room for each list is cheap: but with so much of it coming and going
   * the whole memory of the process is looked through for garbage all the time.
   */
  constructor(origin: LeadOrigin, seen: SeenKeys, rooms: ArrayBuffer[] = []) {
    this.#seen = seen;
    this.#rooms = rooms;
    this.#list = this.#empty();
    const { import_id: importId, user_ref: userRef } = origin;
    const at = new Date(origin.at).toISOString();
    this.#origin = origin;
    this.#lineEnd = `\t${copyLine([importId, userRef, at, at])}\n`;
    this.#originLength = Buffer.byteLength(
      `\t${leadId(origin.at, 0)}${this.#lineEnd}`,
    );
  }

  /** How many rows there are in it. */
  get count(): number {
    return this.#list.numbers.length;
  }

  /** How much room its texts take. */
  get bytes(): number {
    return this.#list.lines.length + this.#list.cells.length;
  }

  add({ row, cells, lead, keys, problems }: CheckedRow): void {
    const list = this.#list;
    if (problems.length > 0) list.problems.set(this.count, problems);
    list.numbers.push(row);
    list.lines.add(
      lead
        ? `${columnsText(lead, keys)}\t${leadId(this.#origin.at, row)}${
            this.#lineEnd
          }`
        : '',
    );
    list.cells.add(cells.join(CELL_SEPARATOR));
    const email = keys.email_key ?? '';
    const pair = pairKey(keys) ?? '';
    list.emails.push(email);
    list.pairs.push(pair);
    if (!lead) return;
    // A row with an error is none that another one could repeat
    if (email !== '' && this.#seen.add(email)) list.isUnseen = false;
    if (pair !== '' && this.#seen.add(pair)) list.isUnseen = false;
    if (problems.length === 0 && email !== '' && pair !== '') list.plain += 1;
  }

  /** The list; the next row begins another one. */
  take(): RowList {
    const { numbers, lines, cells, emails, pairs, problems, plain, isUnseen } =
      this.#list;
    const isPlain = plain === numbers.length;
    this.#list = this.#empty();
    return {
      numbers: new Uint32Array(numbers),
      lines: lines.bytes(),
      lineEnds: new Uint32Array(lines.ends),
      originLength: this.#originLength,
      cells: cells.bytes(),
      cellEnds: new Uint32Array(cells.ends),
      keys:
        isPlain && isUnseen
          ? undefined
          : {
              emails: emails.join(KEY_SEPARATOR),
              pairs: pairs.join(KEY_SEPARATOR),
            },
      problems,
      isPlain,
      isUnseen,
    };
  }

  #room(): ArrayBuffer {
    return this.#rooms.pop() ?? newRoom(BEGINNING_BYTES);
  }

  #empty() {
    return {
      numbers: [] as number[],
      lines: new Texts(this.#room()),
      cells: new Texts(this.#room()),
      emails: [] as string[],
      pairs: [] as string[],
      plain: 0,
      isUnseen: true,
      problems: new Map<number, readonly ImportProblem[]>(),
    };
  }
}

/** Values of {@link ROW_COLUMNS}. */
function columnsText(lead: LeadFields, keys: LeadKeys): string {
  const { email_key, domain_key, name_key } = keys;
  let text = '';
  for (const field of LEAD_FIELDS) text += `${copyValue(lead[field])}\t`;
  return `${text}${copyLine([email_key, domain_key, name_key])}`;
}

/** The room of a list: it can be handed over instead of being copied. */
export function roomsOf(list: RowList): ArrayBuffer[] {
  return [list.lines, list.cells].map(({ buffer }) => buffer as ArrayBuffer);
}

/** Whether all rows are new leads without problems, unless others are stored now. */
export function isNewForSure({ isPlain, isUnseen }: RowList): boolean {
  return isPlain && isUnseen;
}

const EMAIL_KEY = LEAD_FIELDS.length;

/** The keys of each row; no key holds a line feed. */
export function keysOf(list: RowList): {
  emails: (string | null)[];
  pairs: (string | null)[];
} {
  if (list.keys) {
    const { emails, pairs } = list.keys;
    const keys = (text: string) =>
      text.split(KEY_SEPARATOR).map(key => (key === '' ? null : key));
    return { emails: keys(emails), pairs: keys(pairs) };
  }
  const lines = textOf(list.lines).split('\n').slice(0, -1);
  const keys = lines.map(line =>
    line
      .split('\t')
      .slice(EMAIL_KEY, EMAIL_KEY + 3)
      .map(copiedText),
  );
  return {
    emails: keys.map(([email]) => email),
    pairs: keys.map(([, domain_key, name_key]) =>
      pairKey({ email_key: null, domain_key, name_key }),
    ),
  };
}

/** Whether a row is a lead, and not one with an error. */
export function isLead({ lineEnds }: RowList, place: number): boolean {
  return lineEnds[place] > startOf(lineEnds, place);
}

/** The lines of rows that stand together, up to the one at `to`. */
export function linesOf(
  { lines, lineEnds }: RowList,
  from: number,
  to: number,
): Uint8Array {
  return lines.subarray(startOf(lineEnds, from), startOf(lineEnds, to));
}

/** Values of {@link ROW_COLUMNS} of a row that is a lead, in the text format of COPY. */
export function columnsOf(list: RowList, place: number): Uint8Array {
  const { lines, lineEnds, originLength } = list;
  return lines.subarray(
    startOf(lineEnds, place),
    lineEnds[place] - originLength,
  );
}

/** What a row that is a lead is named by. */
export function namesOf(
  list: RowList,
  place: number,
): { email: string | null; business_name: string | null } {
  const values = textOf(columnsOf(list, place)).split('\t');
  const value = (field: (typeof LEAD_FIELDS)[number]) =>
    copiedText(values[LEAD_FIELDS.indexOf(field)]);
  return { email: value('email'), business_name: value('business_name') };
}

/** A row's cells as they stand in the file, as JSON. */
export function cellsOf({ cells, cellEnds }: RowList, place: number): string {
  const own = cells.subarray(startOf(cellEnds, place), cellEnds[place]);
  return JSON.stringify(textOf(own).split(CELL_SEPARATOR));
}

function startOf(ends: Uint32Array, place: number): number {
  return place === 0 ? 0 : ends[place - 1];
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}
