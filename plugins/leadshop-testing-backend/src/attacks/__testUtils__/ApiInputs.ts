/*
 * Every place of the API that takes something from a caller, found in the OpenAPI
 * document and so in the declared routes: a route that is added is attacked
 * without anybody adding it here. Around the place under attack a request is as
 * it should be, so that the hostile value gets as far as it can.
 */

/** A JSON Schema, as far as it is looked at. */
interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  minimum?: number;
  pattern?: string;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Schema;
}

interface Operation {
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

/** What is sent. */
export interface RawRequest {
  method: string;
  /** Path and query, as they go over the wire. */
  path: string;
  headers: Record<string, string>;
  body?: string | Buffer;
}

/** One place that takes something. */
export interface ApiInput {
  route: string;
  /** Such as `query limit` and `body lead_data.notes`. */
  name: string;
  place: 'path' | 'query' | 'header' | 'body';
  /** The request with a text in that place; undefined: it cannot stand there. */
  withText(text: string): RawRequest | undefined;
  /** Of bodies: with JSON as it is written. */
  withJson?(json: string): RawRequest;
  /** Hostile as it is, whatever the text. */
  once?: RawRequest;
  /** Nobody asked for it: it is refused whatever is in it. */
  unknown?: boolean;
}

/** What requests are made whole with. */
export interface Basis {
  /** Path of the API. */
  prefix: string;
  /** Named schemas of the document. */
  schemas: Record<string, object>;
  /** Value of a path parameter. */
  parameter(route: string, name: string): string;
  /** Values by the name of the field. */
  known: Record<string, unknown>;
  /** Optional fields of the body, beside the one under attack. */
  beside(route: string, field: string): Record<string, unknown>;
  headers: Record<string, string>;
}

/** The schema itself, where only its name stands. */
function resolved(schema: Schema, { schemas }: Basis): Schema {
  const name = schema.$ref?.split('/').pop();
  return name === undefined ? schema : (schemas[name] as Schema);
}

/** A value that a schema takes. */
function sample(given: Schema, name: string, basis: Basis): unknown {
  if (name in basis.known) return basis.known[name];
  const schema = resolved(given, basis);
  const [variant] = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  if (variant) return sample(variant, name, basis);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return requiredFields(schema, basis);
    case 'array':
      return [sample(schema.items ?? {}, name, basis)];
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return false;
    default:
      return schema.format === 'date-time' ? '2026-11-21T00:00:00Z' : 'text';
  }
}

function requiredFields(schema: Schema, basis: Basis): Record<string, unknown> {
  return Object.fromEntries(
    (schema.required ?? []).map(field => [
      field,
      sample(schema.properties?.[field] ?? {}, field, basis),
    ]),
  );
}

/** A place in a body, with the body around it. */
interface Place {
  path: (string | number)[];
  body: unknown;
}

const MARK = '@hostile@';
const UNKNOWN_FIELD = 'unknown_field';

/** Every place inside a value, and one for a field that nobody knows. */
function places(
  given: Schema,
  basis: Basis,
  beside: (field: string) => Record<string, unknown> = () => ({}),
): Place[] {
  const schema = resolved(given, basis);
  const variants = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  if (variants.length > 0) {
    return variants
      .filter(({ type }) => type !== 'null')
      .flatMap(variant => places(variant, basis, beside));
  }
  const here: Place = { path: [], body: MARK };
  if (schema.type === 'array') {
    return [
      here,
      ...places(schema.items ?? {}, basis).map(({ path, body }) => ({
        path: [0, ...path],
        body: [body],
      })),
    ];
  }
  if (schema.type !== 'object') return [here];
  const around = (field: string, body: unknown) => ({
    ...requiredFields(schema, basis),
    ...beside(field),
    [field]: body,
  });
  return [
    here,
    { path: [UNKNOWN_FIELD], body: around(UNKNOWN_FIELD, MARK) },
    ...Object.entries(schema.properties ?? {}).flatMap(([field, of]) =>
      places(of, basis).map(({ path, body }) => ({
        path: [field, ...path],
        body: around(field, body),
      })),
    ),
  ];
}

/** Bytes of UTF-8 as a header carries them; undefined where no header can. */
export function headerText(text: string): string | undefined {
  const bytes = Buffer.from(text).toString('latin1');
  // eslint-disable-next-line no-control-regex -- HTTP allows a tab alone
  return /[\x00-\x08\x0a-\x1f\x7f]/.test(bytes) || bytes.length > 8_000
    ? undefined
    : bytes;
}

/** As `encodeURIComponent`, for half a surrogate pair too. */
export function percentEncoded(text: string): string {
  return [...Buffer.from(text)]
    .map(byte => `%${byte.toString(16).padStart(2, '0')}`)
    .join('');
}

// A server refuses longer ones before it looks at them
const MAX_TARGET = 12_000;

/** How lists and objects are written in an address by those who try it. */
const ODD_QUERIES = ['[]', '[a]', '[__proto__]', '.a', '%00', '%5B0%5D%5Ba%5D'];

/** All inputs of a route. */
export function inputsOf(
  route: { method: string; path: string; operation: object },
  basis: Basis,
): ApiInput[] {
  const { parameters, requestBody } = route.operation as Operation;
  const method = route.method.toUpperCase();
  const name = `${method} ${route.path}`;
  const schema = requestBody?.content['application/json']?.schema;
  const beside = (field: string) => basis.beside(name, field);
  const body =
    schema &&
    JSON.stringify({
      ...(sample(schema, '', basis) as object),
      ...beside(''),
    });

  /** The request, but for what is said. */
  const request = (changed: {
    path?: Record<string, string>;
    query?: Record<string, string>;
    headers?: Record<string, string>;
    body?: string;
  }): RawRequest => {
    const path = route.path.replace(
      /\{(\w+)\}/g,
      (_, parameter) =>
        changed.path?.[parameter] ?? basis.parameter(name, parameter),
    );
    const required = parameters.filter(
      parameter => parameter.in === 'query' && parameter.required,
    );
    const query = Object.entries({
      ...Object.fromEntries(
        required.map(parameter => [
          parameter.name,
          encodeURIComponent(
            String(sample(parameter.schema, parameter.name, basis)),
          ),
        ]),
      ),
      ...changed.query,
    }).map(([key, value]) => `${key}=${value}`);
    return {
      method,
      path: basis.prefix + [path, query.join('&')].filter(Boolean).join('?'),
      headers: {
        ...basis.headers,
        ...(schema && { 'content-type': 'application/json' }),
        ...changed.headers,
      },
      body: changed.body ?? body,
    };
  };

  const ofParameters = parameters.map(
    (parameter): ApiInput => ({
      route: name,
      name: `${parameter.in} ${parameter.name}`,
      place: parameter.in,
      withText(text) {
        if (parameter.in === 'header') {
          const value = headerText(text);
          return value === undefined
            ? undefined
            : request({ headers: { [parameter.name.toLowerCase()]: value } });
        }
        const encoded = percentEncoded(text);
        const nowhere = parameter.in === 'path' && text === '';
        return nowhere || encoded.length > MAX_TARGET
          ? undefined
          : request({ [parameter.in]: { [parameter.name]: encoded } });
      },
    }),
  );
  const ofOddQueries = ODD_QUERIES.map((suffix): ApiInput => {
    const [first] = parameters.filter(parameter => parameter.in === 'query');
    const key = `${first?.name ?? UNKNOWN_FIELD}${suffix}`;
    return {
      route: name,
      name: `query ${key}`,
      place: 'query',
      withText: () => undefined,
      once: request({ query: { [key]: '1' } }),
      unknown: true,
    };
  });
  const ofBody = schema
    ? places(schema, basis, beside).map((place): ApiInput => {
        const withJson = (json: string) =>
          request({
            body: JSON.stringify(place.body).replace(`"${MARK}"`, () => json),
          });
        return {
          route: name,
          name: `body ${place.path.join('.')}`.trim(),
          place: 'body',
          withJson,
          withText: text => withJson(JSON.stringify(text)),
          unknown: place.path.includes(UNKNOWN_FIELD),
        };
      })
    : [];
  return [...ofParameters, ...ofOddQueries, ...ofBody];
}
