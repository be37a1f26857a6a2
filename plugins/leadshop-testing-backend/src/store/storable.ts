import {
  JsonObject,
  JsonValue,
} from '@leadshop/backstage-plugin-leadshop-testing-node';

/** A text longer than this is cut; a site's answer may hold anything. */
const MAX_TEXT = 20_000;

/**
 * Makes text storable: PostgreSQL's jsonb refuses NUL and half surrogate pairs,
 * and what steps learn comes from sites and vendors that may send both.
 */
export function storableText(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return cut.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** {@link storableText} for everything inside a value. */
export function storable(value: JsonObject): JsonObject {
  return clean(value) as JsonObject;
}

function clean(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(item => clean(item) ?? null);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        storableText(name),
        clean(item),
      ]),
    );
  }
  return value;
}
