/* Takes a request apart, before its parts are held against their schemas. */
import { Request } from 'express';
import { z } from 'zod';
import { FieldsError, RequestError, unknownTest } from './problems';

/** Of routes that take no such part. */
export const nothing = z.strictObject({});

/**
 * Parameters by their names. Express would make lists and objects of names with
 * brackets, and a list of one number can pass for a number.
 */
export function plainQuery(req: Request): Request['query'] {
  const query = new URLSearchParams(req.originalUrl.replace(/^[^?]*/, ''));
  const odd = [...query.keys()].find(name => name.includes('['));
  if (odd === undefined) return req.query;
  throw new FieldsError([
    {
      field: odd.slice(0, Math.min(100, odd.indexOf('['))),
      message: 'must be given by its name alone, without brackets',
    },
  ]);
}

/**
 * What stands in the path.
 *
 * @throws what the route says of an id that cannot be one.
 */
export function readParams(
  spec: { params?: z.ZodType; unknown?: (id: string) => Error },
  req: Request,
) {
  const result = (spec.params ?? nothing.loose()).safeParse(req.params);
  if (!result.success) throw (spec.unknown ?? unknownTest)(req.params.id ?? '');
  return result.data;
}

/** The body as it was parsed. */
export function readBody(req: Request, optional: boolean | undefined): unknown {
  const empty = !hasBody(req);
  return empty && optional ? {} : req.body;
}

function hasBody(req: Request): boolean {
  return (
    req.headers['transfer-encoding'] !== undefined ||
    Number(req.headers['content-length'] ?? 0) > 0
  );
}

/** @throws RequestError with 415 for a body that is no JSON. */
export function checkMediaType(req: Request) {
  if (!hasBody(req) || req.is('application/json')) return;
  throw new RequestError(
    415,
    'UnsupportedMediaTypeError',
    'Send JSON, with the header Content-Type: application/json',
  );
}

/** @throws RequestError with 415 for what is no form. */
export function checkUpload(req: Request) {
  if (req.is('multipart/form-data')) return;
  throw new RequestError(
    415,
    'UnsupportedMediaTypeError',
    'Send the file as a form, with the header Content-Type: multipart/form-data',
  );
}
