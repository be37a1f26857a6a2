/*
 * The OpenAPI 3.1 document, made from the declared routes and their zod schemas
 * (zod makes JSON Schema 2020-12, which is what 3.1 uses).
 */
import { z } from 'zod';
import { errorBodySchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Json, NamedSchemas } from './namedSchemas';
import { HeaderSpec, RouteSpec } from './Routes';

const ERRORS: Record<number, string> = {
  400: 'A field is wrong; `error.fields` names it',
  401: 'Nobody is signed in',
  403: 'The permission is missing',
  404: 'Unknown or malformed id',
  409: 'Conflict',
  412: 'Somebody changed it meanwhile',
  413: 'The body is too large',
  415: 'The body is not of the media type that is asked for',
  428: 'A header that guards against lost changes is missing',
  429: 'Too many requests',
  503: 'A service that is needed did not answer, or who may ask could not be told',
};

/** The last three are in every answer that was counted. */
const LIMIT_HEADERS: HeaderSpec[] = [
  { name: 'Retry-After', description: 'Seconds to wait' },
  { name: 'X-RateLimit-Limit', description: 'Calls of this kind in a window' },
  { name: 'X-RateLimit-Remaining', description: 'How many are left' },
  {
    name: 'X-RateLimit-Reset',
    description: 'When the next window begins, in seconds since 1970',
  },
];

const bodyStatuses = [413, 415];

function headers(specs: HeaderSpec[] = []): Json {
  return Object.fromEntries(
    specs.map(({ name, description }) => [
      name,
      { description, schema: { type: 'string' } },
    ]),
  );
}

function parameters(spec: RouteSpec, schemas: NamedSchemas): Json[] {
  const of = (schema: z.ZodType | undefined, place: 'path' | 'query') => {
    if (!schema) return [];
    const { properties = {}, required = [] } = schemas.of(schema, 'input') as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      schema: property,
    }));
  };
  return [
    ...of(spec.params, 'path'),
    ...of(spec.query, 'query'),
    ...(spec.requestHeaders ?? []).map(({ name, description }) => ({
      name,
      in: 'header',
      required: false,
      description,
      schema: { type: 'string' },
    })),
  ];
}

/** What a route answers when all is well. */
function contentOf(spec: RouteSpec, schemas: NamedSchemas): Json {
  const { answers, alsoAnswers } = spec;
  if (answers === 'nothing') return {};
  if (!(answers instanceof z.ZodType)) {
    return { content: { [answers.mediaType]: {} } };
  }
  const schema = schemas.of(answers, 'output');
  return {
    content: {
      'application/json': { schema },
      ...(alsoAnswers && { [alsoAnswers.mediaType]: {} }),
    },
  };
}

/** The media type of a body, and what it holds. */
function bodyOf(spec: RouteSpec, schemas: NamedSchemas): Json | undefined {
  if (!spec.body && !spec.upload) return undefined;
  const schema = spec.body ? schemas.of(spec.body, 'input') : {};
  const type = spec.upload ? 'multipart/form-data' : 'application/json';
  return { required: !spec.bodyOptional, content: { [type]: { schema } } };
}

function operation(spec: RouteSpec, schemas: NamedSchemas): Json {
  const error = { schema: { $ref: '#/components/schemas/ErrorBody' } };
  const statuses = [400, 401, 403, 429, 503, ...(spec.problems ?? [])].concat(
    spec.body || spec.upload ? bodyStatuses : [],
  );
  const requestBody = bodyOf(spec, schemas);
  return {
    summary: spec.summary,
    ...(spec.description ? { description: spec.description } : {}),
    'x-permission': spec.permission,
    ...(spec.audit ? { 'x-audit': spec.audit } : {}),
    parameters: parameters(spec, schemas),
    ...(requestBody ? { requestBody } : {}),
    responses: {
      [spec.status ?? 200]: {
        description: 'OK',
        headers: headers(spec.responseHeaders),
        ...contentOf(spec, schemas),
      },
      ...Object.fromEntries(
        [...new Set(statuses)].sort().map(status => [
          status,
          {
            description: ERRORS[status],
            ...(status === 429 && { headers: headers(LIMIT_HEADERS) }),
            content: { 'application/json': error },
          },
        ]),
      ),
    },
  };
}

/** Describes the declared routes. */
export function openApiDocument(
  specs: readonly RouteSpec[],
  info: { version: string; serverUrl: string },
): Json {
  const problem = z.object({ error: errorBodySchema });
  const schemas = new NamedSchemas([
    problem,
    ...specs.flatMap(({ answers }) =>
      answers instanceof z.ZodType ? [answers] : [],
    ),
  ]);
  schemas.of(problem, 'output');
  const paths: Record<string, Json> = {};
  for (const spec of specs) {
    const path = spec.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [spec.method]: operation(spec, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'LeadShop Testing',
      version: info.version,
      description:
        'Runs the twelve-step pipeline test on leads and keeps every result. ' +
        'Live news come over the WebSocket at `/ws`. `x-permission` names what ' +
        'a caller needs; where it is a list, any of them. `x-audit` is what the ' +
        'audit trail calls a route; the header `X-Request-Id` of an answer, ' +
        'or of the request, finds it there.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: info.serverUrl }],
    security: [{ backstage: [] }],
    paths,
    components: {
      securitySchemes: {
        backstage: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
      schemas: schemas.all,
    },
  };
}
