import { z } from 'zod';

/** A JSON object. */
export type Json = Record<string, unknown>;

/** A schema as JSON Schema, and the named ones that it refers to. */
interface Converted {
  root: Json;
  defs: Record<string, Json>;
}

function convert(schema: z.ZodType, io: 'input' | 'output'): Converted {
  const made: Json = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
  });
  const { $schema: _, $defs = {}, id: __, ...root } = made;
  const defs = Object.entries($defs as Record<string, Json>).map(
    ([name, { id: ___, ...definition }]) => [name, definition],
  );
  return { root, defs: Object.fromEntries(defs) };
}

/**
 * Named schemas of the document, each in one place. What is sent may differ from
 * what is answered (a field with a default may be left out): then there are two,
 * and the one that is sent is called `<name>Input`, whichever route comes first.
 */
export class NamedSchemas {
  readonly all: Record<string, Json> = {};
  /** What is answered under each name. */
  readonly #answered = new Map<string, string>();

  /** @param answers - everything that the document's routes answer */
  constructor(answers: readonly z.ZodType[]) {
    for (const answer of answers) {
      const { defs } = convert(answer, 'output');
      for (const name of Object.keys(defs)) {
        this.#answered.set(name, whole(name, defs));
      }
    }
  }

  /** JSON Schema of what the wire carries. */
  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { root, defs } = convert(schema, io);
    const names = new Map<string, string>();
    for (const name of Object.keys(defs)) {
      const answered = io === 'input' && this.#answered.get(name);
      const differs = answered && answered !== whole(name, defs);
      names.set(name, differs ? `${name}Input` : name);
    }
    for (const [name, definition] of Object.entries(defs)) {
      this.#add(names.get(name) ?? name, renamed(definition, names) as Json);
    }
    return renamed(root, names) as Json;
  }

  #add(name: string, definition: Json) {
    const known = this.all[name];
    if (known && JSON.stringify(known) !== JSON.stringify(definition)) {
      throw new Error(
        `Two schemas are called '${name}' in the API description; give one another id`,
      );
    }
    this.all[name] = definition;
  }
}

const REFERENCE = '#/$defs/';

/** Names that a schema refers to itself. */
function references(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === '$ref' && typeof item === 'string'
      ? [item.replace(REFERENCE, '')]
      : references(item),
  );
}

/** A named schema with everything that it refers to, to compare it by. */
function whole(name: string, defs: Record<string, Json>): string {
  const found = new Map<string, Json | undefined>();
  const visit = (each: string) => {
    if (found.has(each)) return;
    found.set(each, defs[each]);
    references(defs[each]).forEach(visit);
  };
  visit(name);
  return JSON.stringify([...found]);
}

/** Points references to where OpenAPI keeps schemas. */
function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map(item => renamed(item, names));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key !== '$ref' || typeof item !== 'string') {
        return [key, renamed(item, names)];
      }
      const name = item.replace(REFERENCE, '');
      return [key, `#/components/schemas/${names.get(name) ?? name}`];
    }),
  );
}
