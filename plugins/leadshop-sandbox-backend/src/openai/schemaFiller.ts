import { Seed } from '../seed';
import { fillNumber } from './numbers';
import { fillString, fitString } from './strings';

/**
 * Makes a value that meets a JSON Schema, by walking it. An author may know
 * better what belongs in a place; whatever the author leaves open is drawn
 * from the seed.
 */

export type JsonSchema = Record<string, unknown>;

/** A place in the answer that wants a value. */
export interface Place {
  schema: JsonSchema;
  /** Property names and indexes from the root. */
  path: readonly string[];
  /** What stands beside it already: numbers and choices come before texts. */
  siblings: Readonly<Record<string, unknown>>;
}

/** Undefined leaves it open. */
export interface Author {
  value?(place: Place): unknown;
  /** How many items an array should have. */
  length?(place: Place): number | undefined;
}

/** The schema asks for something that cannot be made. */
export class SchemaError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SchemaError';
  }
}

const MAX_DEPTH = 24;
/** Deeper than this, optional parts and repetitions are left out. */
const FRUGAL_DEPTH = 8;
const IDENTIFYING =
  /^(id|key|name|criterion|aspect|category|area|dimension|metric|label)$/i;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class Filler {
  constructor(
    private readonly root: JsonSchema,
    private readonly seed: Seed,
    private readonly author: Author,
  ) {}

  fill(open: Place): unknown {
    if (open.path.length > MAX_DEPTH) {
      throw new SchemaError(`The schema is nested deeper than ${MAX_DEPTH}`);
    }
    const schema = this.#resolved(open.schema);
    const place = { ...open, schema };
    if ('const' in schema) return schema.const;
    if (Array.isArray(schema.enum)) return this.#choice(schema.enum, place);
    const authored = this.author.value?.(place);
    if (authored !== undefined) {
      return typeof authored === 'string'
        ? fitString(authored, schema)
        : authored;
    }
    switch (typeOf(schema)) {
      case 'object':
        return this.#object(place);
      case 'array':
        return this.#array(place);
      case 'integer':
        return fillNumber(schema, this.seed, true);
      case 'number':
        return fillNumber(schema, this.seed, false);
      case 'boolean':
        return this.seed.chance(0.5);
      case 'null':
        return null;
      default: {
        const text = fillString(schema, this.seed);
        if (text === undefined) {
          throw new SchemaError(
            `The sandbox cannot make a text for the pattern ${String(
              schema.pattern,
            )}`,
          );
        }
        return text;
      }
    }
  }

  #object({ schema, path }: Place): Record<string, unknown> {
    const properties = isRecord(schema.properties) ? schema.properties : {};
    const required = Array.isArray(schema.required)
      ? schema.required.map(String)
      : [];
    const names = [
      ...new Set([...Object.keys(properties), ...required]),
    ].filter(name => path.length < FRUGAL_DEPTH || required.includes(name));
    const siblings: Record<string, unknown> = {};
    const schemaOf = (name: string) => {
      const inner = properties[name];
      return isRecord(inner) ? inner : {};
    };
    const isText = (name: string) => {
      const inner = this.#resolved(schemaOf(name));
      return !('const' in inner) && !inner.enum && typeOf(inner) === 'string';
    };
    // Texts last: they speak about the numbers and choices beside them
    for (const texts of [false, true]) {
      for (const name of names.filter(each => isText(each) === texts)) {
        siblings[name] = this.fill({
          schema: schemaOf(name),
          path: [...path, name],
          siblings,
        });
      }
    }
    return Object.fromEntries(names.map(name => [name, siblings[name]]));
  }

  #array(place: Place): unknown[] {
    const { schema, path, siblings } = place;
    const tuple = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
    const rest = isRecord(schema.items) ? schema.items : {};
    const count = this.#length(place, rest);
    const items: unknown[] = [];
    const seen = new Set<string>();
    for (
      let tries = 0;
      items.length < count && tries < count * 20;
      tries += 1
    ) {
      const index = items.length;
      const inner: unknown = tuple[index] ?? rest;
      const item = this.fill({
        schema: isRecord(inner) ? inner : {},
        path: [...path, String(index)],
        siblings,
      });
      const text = JSON.stringify(item);
      if (schema.uniqueItems === true && seen.has(text)) continue;
      seen.add(text);
      items.push(item);
    }
    return items;
  }

  #length(place: Place, items: JsonSchema): number {
    const { schema, path } = place;
    const min = typeof schema.minItems === 'number' ? schema.minItems : 0;
    const max =
      typeof schema.maxItems === 'number' ? schema.maxItems : Infinity;
    const within = (count: number) => Math.min(Math.max(count, min), max);
    if (path.length >= FRUGAL_DEPTH) return min;
    const wanted = this.author.length?.(place);
    if (wanted !== undefined) return within(wanted);
    if (Array.isArray(schema.prefixItems) && !isRecord(schema.items)) {
      return within(schema.prefixItems.length);
    }
    return within(this.#identities(items) ?? this.seed.integer(2, 4));
  }

  /** An array of things told apart by an enum has one of each. */
  #identities(items: JsonSchema): number | undefined {
    const { properties } = this.#resolved(items);
    if (!isRecord(properties)) return undefined;
    for (const [name, inner] of Object.entries(properties)) {
      if (!IDENTIFYING.test(name) || !isRecord(inner)) continue;
      const { enum: choices } = this.#resolved(inner);
      if (Array.isArray(choices)) return choices.length;
    }
    return undefined;
  }

  #choice(choices: readonly unknown[], { path }: Place): unknown {
    const name = path.at(-1) ?? '';
    const index = Number(path.at(-2));
    return IDENTIFYING.test(name) && Number.isInteger(index)
      ? choices[index % choices.length]
      : this.seed.pick(choices);
  }

  /** Follows references and picks one of the alternatives. */
  #resolved(schema: JsonSchema): JsonSchema {
    let current = schema;
    for (let step = 0; step < MAX_DEPTH; step += 1) {
      const { $ref: ref, allOf, anyOf, oneOf, ...rest } = current;
      const choices = anyOf ?? oneOf;
      if (typeof ref === 'string') {
        current = { ...this.#target(ref), ...rest };
      } else if (Array.isArray(allOf)) {
        current = merged([rest, ...allOf.filter(isRecord)]);
      } else if (Array.isArray(choices)) {
        const options = choices.filter(isRecord);
        const chosen = options.find(each => each.type !== 'null') ?? options[0];
        current = { ...rest, ...chosen };
      } else {
        return current;
      }
    }
    throw new SchemaError('The schema refers to itself without end');
  }

  #target(ref: string): JsonSchema {
    let target: unknown = this.root;
    for (const part of ref.replace(/^#\/?/, '').split('/').filter(Boolean)) {
      const name = decodeURIComponent(part)
        .replaceAll('~1', '/')
        .replaceAll('~0', '~');
      target = isRecord(target) ? target[name] : undefined;
    }
    if (!ref.startsWith('#') || !isRecord(target)) {
      throw new SchemaError(
        `The schema refers to '${ref}', which is not there`,
      );
    }
    return target;
  }
}

function typeOf(schema: JsonSchema): string {
  const { type } = schema;
  if (Array.isArray(type)) {
    return String(type.find(each => each !== 'null') ?? 'null');
  }
  if (typeof type === 'string') return type;
  if (schema.properties || schema.required) return 'object';
  return schema.items || schema.prefixItems ? 'array' : 'string';
}

function merged(schemas: readonly JsonSchema[]): JsonSchema {
  const whole: JsonSchema = {};
  for (const schema of schemas) {
    const properties = {
      ...(isRecord(whole.properties) && whole.properties),
      ...(isRecord(schema.properties) && schema.properties),
    };
    const required = [whole.required, schema.required]
      .filter(Array.isArray)
      .flat();
    Object.assign(whole, schema);
    if (Object.keys(properties).length > 0) whole.properties = properties;
    if (required.length > 0) whole.required = required;
  }
  return whole;
}

/**
 * @throws SchemaError when the schema asks for what cannot be made.
 */
export function fillSchema(
  schema: JsonSchema,
  seed: Seed,
  author: Author = {},
): unknown {
  return new Filler(schema, seed, author).fill({
    schema,
    path: [],
    siblings: {},
  });
}
