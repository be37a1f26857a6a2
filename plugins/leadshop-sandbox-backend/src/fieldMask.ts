/**
 * Google's field masks: `places.displayName,places.rating` keeps those two of
 * every place, `*` keeps everything.
 */

/** The first path of the mask that leads to no known field. */
export function unknownPath(
  mask: readonly string[],
  known: readonly string[],
): string | undefined {
  return mask.find(
    path =>
      path !== '*' &&
      !known.some(field => field === path || field.startsWith(`${path}.`)),
  );
}

export function applyFieldMask(
  value: Record<string, unknown>,
  mask: readonly string[],
): Record<string, unknown> {
  if (mask.includes('*')) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (mask.includes(name)) {
      kept[name] = inner;
      continue;
    }
    const below = mask
      .filter(path => path.startsWith(`${name}.`))
      .map(path => path.slice(name.length + 1));
    if (below.length > 0) kept[name] = masked(inner, below);
  }
  return kept;
}

function masked(value: unknown, mask: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map(item => masked(item, mask));
  return typeof value === 'object' && value !== null
    ? applyFieldMask(value as Record<string, unknown>, mask)
    : value;
}
