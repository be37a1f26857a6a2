import { isRecord } from './schemaFiller';

/**
 * What OpenAI demands of a schema with `strict: true`: every object lists all
 * its properties as required and forbids others. Answers what is wrong, in
 * OpenAI's words. See "Structured Outputs, supported schemas".
 */
export function strictProblem(
  schema: unknown,
  context: readonly string[] = [],
): string | undefined {
  if (Array.isArray(schema)) {
    return firstProblem(
      schema.map((item, i) => [String(i), item]),
      context,
    );
  }
  if (!isRecord(schema)) return undefined;
  const where = `In context=(${context.map(part => `'${part}'`).join(', ')})`;
  const { properties } = schema;
  if (schema.type === 'object' || properties) {
    if (schema.additionalProperties !== false) {
      return `${where}, 'additionalProperties' is required to be supplied and to be false.`;
    }
    const required = Array.isArray(schema.required) ? schema.required : [];
    const missing = Object.keys(properties ?? {}).find(
      name => !required.includes(name),
    );
    if (missing !== undefined) {
      return `${where}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    }
  }
  const below = ['properties', '$defs', 'definitions'].flatMap(group =>
    isRecord(schema[group])
      ? Object.entries(schema[group]).map(
          ([name, inner]) => [`${group}', '${name}`, inner] as const,
        )
      : [],
  );
  const inner = ['items', 'anyOf'].map(name => [name, schema[name]] as const);
  return firstProblem([...below, ...inner], context);
}

function firstProblem(
  entries: readonly (readonly [string, unknown])[],
  context: readonly string[],
): string | undefined {
  for (const [name, schema] of entries) {
    const problem = strictProblem(schema, [...context, name]);
    if (problem) return problem;
  }
  return undefined;
}
