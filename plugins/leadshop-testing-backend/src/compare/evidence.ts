/*
 * Holds the evidence of two steps against each other, whatever its shape. Of a
 * list of objects each is found again by what names it, and not by its place.
 */
import { Difference } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { listDifference, Path, Scalar, scalarDifference } from './differences';
import { isIgnored } from './meanings';

/** What names an object among others. */
const NAMES = [
  'id',
  'name',
  'field',
  'part',
  'assessment',
  'rule',
  'probe',
  'tier',
  'url',
  'text',
] as const;

/** More differences of one step no page can show. */
const MAX_DIFFERENCES = 500;

type Fields = Record<string, unknown>;

/**
 * How two pieces of evidence differ.
 *
 * @param path - where they are
 * @param onlyCommon - leave out what one of them does not have
 */
export function evidenceDifferences(
  path: Path,
  a: unknown,
  b: unknown,
  onlyCommon = false,
): Difference[] {
  return differencesOf(path, a ?? null, b ?? null, onlyCommon).slice(
    0,
    MAX_DIFFERENCES,
  );
}

function differencesOf(
  path: Path,
  a: unknown,
  b: unknown,
  onlyCommon: boolean,
): Difference[] {
  if (isIgnored(path)) return [];
  if (onlyCommon && (a === null || b === null)) return [];
  const lists = pairOf<unknown[]>(Array.isArray, [], a, b);
  if (lists) return listDifferences(path, lists, onlyCommon);
  const fields = pairOf<Fields>(isFields, {}, a, b);
  if (fields) return fieldDifferences(path, fields, onlyCommon);
  return scalarDifference(path, asScalar(a), asScalar(b));
}

function fieldDifferences(
  path: Path,
  [a, b]: [Fields, Fields],
  onlyCommon: boolean,
): Difference[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap(name =>
    differencesOf(
      [...path, name],
      a[name] ?? null,
      b[name] ?? null,
      onlyCommon,
    ),
  );
}

function listDifferences(
  path: Path,
  [a, b]: [unknown[], unknown[]],
  onlyCommon: boolean,
): Difference[] {
  const name = NAMES.find(each => names(each, a) && names(each, b));
  if (!name) {
    return listDifference(path, a.map(asText), b.map(asText));
  }
  const before = byName(name, a);
  const after = byName(name, b);
  const inBoth = [...before].filter(([key]) => after.has(key));
  return [
    ...listDifference(path, [...before.keys()], [...after.keys()]),
    ...inBoth.flatMap(([key, item]) =>
      differencesOf([...path, key], item, after.get(key) ?? null, onlyCommon),
    ),
  ];
}

/** Whether a field tells the objects of a list apart. */
function names(field: string, list: unknown[]): boolean {
  const values = list.map(item => (isFields(item) ? item[field] : undefined));
  return (
    values.every(value => typeof value === 'string') &&
    new Set(values).size === values.length
  );
}

function byName(field: string, list: unknown[]): Map<string, unknown> {
  return new Map(list.map(item => [String((item as Fields)[field]), item]));
}

function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Two values of a kind, of which one may be missing; undefined for others. */
function pairOf<T>(
  isOne: (value: unknown) => value is T,
  missing: T,
  a: unknown,
  b: unknown,
): [T, T] | undefined {
  if (a === null) return isOne(b) ? [missing, b] : undefined;
  if (!isOne(a)) return undefined;
  if (b === null) return [a, missing];
  return isOne(b) ? [a, b] : undefined;
}

function asScalar(value: unknown): Scalar | null {
  return value !== null && typeof value === 'object'
    ? JSON.stringify(value)
    : (value as Scalar | null);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
