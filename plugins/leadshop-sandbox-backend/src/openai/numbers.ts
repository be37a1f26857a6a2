import { Seed } from '../seed';

/** The range that a schema allows; generators write 2^53 for "no limit". */
export function numberRange(
  schema: Record<string, unknown>,
  fallback: readonly [min: number, max: number],
): [min: number, max: number] {
  const limit = (name: string) => {
    const value = schema[name];
    return typeof value === 'number' && Math.abs(value) < 2 ** 53 - 1
      ? value
      : undefined;
  };
  const width = fallback[1] - fallback[0];
  const step = schema.type === 'integer' ? 1 : width / 1000;
  const above = limit('exclusiveMinimum');
  const below = limit('exclusiveMaximum');
  let min =
    limit('minimum') ?? (above === undefined ? undefined : above + step);
  let max =
    limit('maximum') ?? (below === undefined ? undefined : below - step);
  if (min === undefined && max === undefined) [min, max] = fallback;
  const low = min ?? (max ?? 0) - width;
  return [low, max ?? low + width];
}

export function fillNumber(
  schema: Record<string, unknown>,
  seed: Seed,
  isInteger: boolean,
  share = seed.fraction(),
): number {
  const [min, max] = numberRange(schema, [0, 100]);
  const step =
    typeof schema.multipleOf === 'number' ? schema.multipleOf : undefined;
  if (step || isInteger) {
    const unit = step ?? 1;
    const first = Math.ceil(min / unit);
    const last = Math.floor(max / unit);
    const value = (first + Math.round(share * (last - first))) * unit;
    // A multiple of 0.1 is not what 3 * 0.1 gives
    return Number(value.toFixed(10));
  }
  const value = min + share * (max - min);
  const rounded = Number(value.toFixed(max - min >= 5 ? 1 : 3));
  return rounded >= min && rounded <= max ? rounded : value;
}
