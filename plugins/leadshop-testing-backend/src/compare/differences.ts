/* How two values of the same thing differ, as the wire says it. */
import { Difference } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { meaningOf } from './meanings';

/** A value that is shown as it is. */
export type Scalar = string | number | boolean;

/** A page shows a text as far as this; whether it differs is known of all. */
const SHOWN_TEXT = 1_000;

/** Where a value is, such as `details`, `mobile`, `lcp_ms`. */
export type Path = readonly string[];

/**
 * How two numbers differ, or nothing when they do not.
 *
 * @param comparable - false: they are in different units
 */
export function figureDifference(
  path: Path,
  a: number | null,
  b: number | null,
  comparable = true,
): Difference[] {
  if (a === b && comparable) return [];
  const { kind, better } = meaningOf(path);
  const change =
    a === null || b === null || !comparable ? null : withoutDust(b - a);
  return [
    {
      kind,
      field: path.join('.'),
      a,
      b,
      change,
      better:
        better === null || change === null
          ? null
          : change > 0 === (better === 'higher'),
    },
  ];
}

/** To a reader, 0.3 - 0.1 is 0.2. */
function withoutDust(change: number): number {
  return Number(change.toPrecision(12));
}

/** How two states differ, or nothing when they do not. */
export function statusDifference(a: string, b: string): Difference[] {
  return a === b ? [] : [{ kind: 'status', field: 'status', a, b }];
}

/** How two texts, truths or numbers differ, or nothing when they do not. */
export function scalarDifference(
  path: Path,
  a: Scalar | null,
  b: Scalar | null,
): Difference[] {
  if (a === b) return [];
  const are = (type: string) =>
    [a, b].every(value => value === null || typeof value === type);
  if (are('number')) {
    return figureDifference(path, a as number | null, b as number | null);
  }
  return [
    {
      kind: are('boolean') ? 'flag' : 'text',
      field: path.join('.'),
      a: shown(a),
      b: shown(b),
    },
  ];
}

function shown<T extends Scalar | null>(value: T): T | string {
  return typeof value === 'string' && value.length > SHOWN_TEXT
    ? `${value.slice(0, SHOWN_TEXT)}…`
    : value;
}

/** What two lists do not have in common, or nothing; the order says nothing. */
export function listDifference(
  path: Path,
  a: readonly string[],
  b: readonly string[],
): Difference[] {
  const added = without(b, a);
  const removed = without(a, b);
  return added.length + removed.length === 0
    ? []
    : [{ kind: 'list', field: path.join('.'), added, removed }];
}

/** The items of a list that another has not, as often as it has not. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const spare = new Map<string, number>();
  for (const item of other) spare.set(item, (spare.get(item) ?? 0) + 1);
  return list.flatMap(item => {
    const left = spare.get(item) ?? 0;
    spare.set(item, left - 1);
    return left > 0 ? [] : [shown(item)];
  });
}
