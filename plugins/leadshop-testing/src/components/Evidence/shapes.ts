import { labelOf } from './labels';
import { byReadingOrder } from './readingOrder';

/* What kind of thing a piece of evidence is, and so how it is shown. */

/** An object of JSON. */
export type JsonRecord = Record<string, unknown>;

/** Something found, with how bad it is. */
export interface FindingShape {
  severity: string;
  title: string;
  advice?: string;
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of a record in the order in which they are read. */
export function entriesOf(record: JsonRecord): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => byReadingOrder(a, b));
}

/** True for what fits on one line. */
export function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function textOf(
  record: JsonRecord,
  names: readonly string[],
): string | undefined {
  for (const name of names) {
    const value = record[name];
    if (typeof value === 'string' && value) {
      return value;
    }
  }
  return undefined;
}

/** The findings that a list holds; undefined when it holds something else. */
export function findingsOf(
  list: readonly unknown[],
): FindingShape[] | undefined {
  const findings = list.flatMap(item => {
    if (!isRecord(item) || typeof item.severity !== 'string') {
      return [];
    }
    const title = textOf(item, ['title', 'message', 'name']);
    const field = textOf(item, ['field']);
    return title
      ? [
          {
            severity: item.severity,
            title: field ? `${labelOf(field)}: ${title}` : title,
            advice: textOf(item, ['what_to_do', 'advice', 'description']),
          },
        ]
      : [];
  });
  return list.length > 0 && findings.length === list.length
    ? findings
    : undefined;
}

const PROSE = /^(formula|reason|description|problem|message|evidence|meaning)$/;

/** A text longer than this needs more room than a cell or half a line. */
const LONGEST_CELL = 60;

/** The columns of a table, and what is written below each row. */
export interface TableShape {
  rows: JsonRecord[];
  columns: string[];
  prose: string[];
}

/** The table that a list of records makes; undefined when it is something else. */
export function tableOf(list: readonly unknown[]): TableShape | undefined {
  const rows = list.filter(isRecord);
  if (rows.length === 0 || rows.length < list.length) {
    return undefined;
  }
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))].sort(
    byReadingOrder,
  );
  const isProse = (name: string) =>
    PROSE.test(name) ||
    rows.some(row => String(row[name] ?? '').length > LONGEST_CELL);
  return {
    rows,
    columns: names.filter(name => !isProse(name)),
    prose: names.filter(isProse),
  };
}

/**
 * The rows of a record whose members are all alike, such as a rubric, with the
 * member's name first; undefined when it is something else.
 */
export function tableOfMembers(record: JsonRecord): TableShape | undefined {
  const members = entriesOf(record);
  if (members.length < 2) {
    return undefined;
  }
  const [first] = members;
  const shape = isRecord(first[1]) ? Object.keys(first[1]).join() : undefined;
  const alike = members.every(
    ([, member]) =>
      isRecord(member) &&
      Object.keys(member).join() === shape &&
      Object.values(member).every(isPlain),
  );
  return alike && shape
    ? tableOf(
        members.map(([name, member]) => ({
          name: labelOf(name),
          ...(member as JsonRecord),
        })),
      )
    : undefined;
}

/** True for a small record that reads well as one line. */
export function isShort(record: JsonRecord): boolean {
  const values = Object.values(record);
  return (
    values.length <= 3 &&
    values.every(
      value => isPlain(value) && String(value).length <= LONGEST_CELL,
    )
  );
}

/** True for the part of evidence that is read before all others. */
export function holdsFindings(value: unknown): boolean {
  return Array.isArray(value) && findingsOf(value) !== undefined;
}
