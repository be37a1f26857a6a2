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
            title: field ? `${field}: ${title}` : title,
            advice: textOf(item, ['what_to_do', 'advice', 'description']),
          },
        ]
      : [];
  });
  return list.length > 0 && findings.length === list.length
    ? findings
    : undefined;
}

/** The columns of a list of records; undefined when it is no table. */
export function columnsOf(list: readonly unknown[]): string[] | undefined {
  if (list.length === 0 || !list.every(isRecord)) {
    return undefined;
  }
  return [...new Set(list.flatMap(row => Object.keys(row)))];
}

/**
 * The rows of a record whose members are all alike, such as a rubric, with the
 * member's name first; undefined when it is something else.
 */
export function rowsOf(record: JsonRecord): JsonRecord[] | undefined {
  const members = Object.entries(record);
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
    ? members.map(([name, member]) => ({ name, ...(member as JsonRecord) }))
    : undefined;
}
