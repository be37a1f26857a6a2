import { Request, Response } from 'express';
import { z } from 'zod';
import {
  bodyErrors,
  conflict,
  FieldsError,
  fieldProblems,
  RequestError,
  unknownTest,
  validated,
} from './problems';

const schema = z.strictObject({
  name: z.string().min(2, 'Name is too short').optional(),
  count: z.int().min(1).max(5).optional(),
  object: z.object({ inner: z.boolean() }).optional(),
  list: z.array(z.uuid('must be a UUID')).optional(),
  kind: z.enum(['a', 'b']).optional(),
});

function problemsOf(value: unknown) {
  const { error } = schema.safeParse(value);
  return error ? fieldProblems(error) : [];
}

describe('fieldProblems', () => {
  it.each([
    [{ count: 'x' }, 'count', /^must be an? \w+$/],
    [{ name: 7 }, 'name', /^must be a string$/],
    [{ object: [] }, 'object', /^must be an object$/],
    [{ object: { inner: 1 } }, 'object.inner', /^must be a boolean$/],
    [{ list: 'x' }, 'list', /^must be an array$/],
    [{ list: ['x'] }, 'list.0', /^must be a UUID$/],
    [{ name: 'x' }, 'name', /^Name is too short$/],
    [{ count: 0 }, 'count', /^is not right: too small/],
    [{ count: 9 }, 'count', /^is not right: too big/],
    [{ kind: 'c' }, 'kind', /^is not right: invalid option/],
    [{ nmae: 'x' }, 'nmae', /^is not a known field; remove it/],
    ['text', '', /^must be an object$/],
  ])('of %j name the field', (value, field, message) => {
    expect(problemsOf(value)).toEqual([
      { field, message: expect.stringMatching(message) },
    ]);
  });

  it('name every field that is wrong, and each that is not known', () => {
    expect(
      problemsOf({ name: 'x', count: 0, one: 1, two: 2 }).map(p => p.field),
    ).toEqual(['name', 'count', 'one', 'two']);
  });

  it('name unknown fields inside others by their path', () => {
    const inside = z.object({ lead: z.strictObject({}) });
    const { error } = inside.safeParse({ lead: { a: 1 } });
    expect(fieldProblems(error as z.ZodError)).toEqual([
      expect.objectContaining({ field: 'lead.a' }),
    ]);
  });
});

describe('validated', () => {
  it('gives what the schema makes of the value', () => {
    expect(validated(z.coerce.number(), '7')).toBe(7);
  });

  it.each([
    [{ count: 'x' }, /^count must be /],
    [{ name: 'x' }, /^Name is too short$/],
    [[], /^must be an object$/],
  ])('throws a sentence for %j', (value, sentence) => {
    expect(() => validated(schema, value)).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(sentence),
        fields: [expect.any(Object)],
      }),
    );
  });

  it('is an error that Backstage answers with 400', () => {
    expect(
      new FieldsError([{ field: 'a', message: 'is wrong' }]),
    ).toMatchObject({ name: 'InputError', message: 'a is wrong' });
  });
});

describe('unknownTest', () => {
  it('does not repeat an endless id', () => {
    const { name, message } = unknownTest('x'.repeat(10_000));
    expect(name).toBe('NotFoundError');
    expect(message.length).toBeLessThan(200);
  });
});

it('answers 409 for what does not fit', () => {
  expect(conflict('Not now')).toMatchObject({
    name: 'ConflictError',
    message: 'Not now',
  });
});

describe('bodyErrors', () => {
  const passed = (error: unknown) => {
    const next = jest.fn();
    bodyErrors(error, {} as Request, {} as Response, next);
    return next.mock.calls[0][0];
  };
  const parserError = (type: string, more = {}) =>
    Object.assign(new Error('in the words of the parser'), { type, ...more });

  it.each([
    ['entity.too.large', { limit: 262144 }, { statusCode: 413 }],
    ['encoding.unsupported', {}, { statusCode: 415 }],
    ['charset.unsupported', {}, { statusCode: 415 }],
    ['entity.parse.failed', {}, { name: 'InputError' }],
    ['request.aborted', {}, { name: 'InputError' }],
    ['stream.not.readable', {}, { name: 'InputError' }],
    ['request.size.invalid', {}, { name: 'InputError' }],
    ['entity.verify.failed', {}, { name: 'InputError' }],
  ])('puts %s into our words', (type, more, expected) => {
    expect(passed(parserError(type, more))).toMatchObject(expected);
  });

  it('says how large a body may be', () => {
    const error = passed(parserError('entity.too.large', { limit: 262144 }));
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).toContain('262144 bytes');
  });

  it('passes on what it does not know', () => {
    const error = new Error('other');
    expect(passed(error)).toBe(error);
    expect(passed('not an error')).toBe('not an error');
  });
});
