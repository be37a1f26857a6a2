/* How what a caller did wrong is answered: 4xx, naming the field. */
import { ErrorRequestHandler } from 'express';
import {
  ConflictError,
  InputError,
  isError,
  NotFoundError,
} from '@backstage/errors';
import { z } from 'zod';

/** A field of the request and what is wrong with it. */
export interface FieldProblem {
  /** Path such as `lead_data.website_url`. */
  field: string;
  message: string;
}

/** The request's fields are wrong; answered with 400 and the list. */
export class FieldsError extends InputError {
  readonly fields: FieldProblem[];

  constructor(fields: FieldProblem[]) {
    const [first] = fields;
    super(describe(first));
    this.name = 'InputError';
    this.fields = fields;
  }
}

function describe({ field, message }: FieldProblem): string {
  // A message that is a sentence says it all; "must be a UUID" needs its field
  return /^[A-Z]/.test(message) || !field ? message : `${field} ${message}`;
}

/** An answer with a status of its own, such as 413 and 415. */
export class RequestError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, name: string, message: string) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
  }
}

/** Nobody reads more, and a body of megabytes can be wrong everywhere. */
const MAX_PROBLEMS = 100;

/** Makes field problems of what zod found; of a great many, the first. */
export function fieldProblems(error: z.ZodError): FieldProblem[] {
  return error.issues.slice(0, MAX_PROBLEMS).flatMap(issue => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.slice(0, MAX_PROBLEMS).map(key => ({
        field: [...path, key].join('.'),
        message: 'is not a known field; remove it or correct its name',
      }));
    }
    const field = path.join('.');
    if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid')) {
      const article = /^[aeiou]/.test(issue.expected) ? 'an' : 'a';
      return [{ field, message: `must be ${article} ${issue.expected}` }];
    }
    return [{ field, message: lead(issue.message) }];
  });
}

/** zod begins its own messages with a capital; ours are sentences. */
function lead(message: string): string {
  return /^(Invalid|Too|Unrecognized) /.test(message)
    ? `is not right: ${message[0].toLowerCase()}${message.slice(1)}`
    : message;
}

/**
 * Validates a part of a request.
 *
 * @throws FieldsError
 */
export function validated<T extends z.ZodType>(
  schema: T,
  value: unknown,
): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) throw new FieldsError(fieldProblems(result.error));
  return result.data;
}

/** A test that does not exist, or whose id cannot be one. */
export function unknownTest(id: string): NotFoundError {
  return new NotFoundError(
    `There is no test '${id.slice(
      0,
      60,
    )}'. It may have been deleted when its retention time was over.`,
  );
}

/** 409: what the caller asks for does not fit the state of things. */
export function conflict(message: string): ConflictError {
  return new ConflictError(message);
}

/** Turns what the body parser throws into our words; the rest passes. */
export const bodyErrors: ErrorRequestHandler = (error, _req, _res, next) => {
  const type = isError(error) ? (error as { type?: unknown }).type : undefined;
  switch (type) {
    case 'entity.too.large':
      return next(
        new RequestError(
          413,
          'PayloadTooLargeError',
          `The body is larger than the ${error.limit} bytes that this route takes`,
        ),
      );
    case 'entity.parse.failed':
      return next(new InputError('The body is not valid JSON'));
    case 'body.intricate':
      return next(
        new InputError(
          'The body holds more lists and fields than any request of this API; send it in parts',
        ),
      );
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return next(
        new RequestError(415, 'UnsupportedMediaTypeError', error.message),
      );
    // The second: the client was gone before it was admitted
    case 'request.aborted':
    case 'stream.not.readable':
    case 'request.size.invalid':
    case 'entity.verify.failed':
      return next(new InputError(`The body did not arrive whole: ${type}`));
    default:
      return next(error);
  }
};
