import { z } from 'zod';
import { MalformedAnswer, readJson, readRetryAfter } from './vendorClient';

describe('readRetryAfter', () => {
  const now = Date.parse('2026-11-20T10:00:00Z');
  it.each([
    ['7', 7_000],
    [' 0 ', 0],
    [['3', '9'], 3_000],
    ['Fri, 20 Nov 2026 10:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j', (header, expected) => {
    expect(readRetryAfter(header, now)).toBe(expected);
  });
});

describe('readJson', () => {
  const schema = z.object({ a: z.object({ b: z.number() }) });
  it.each([
    ['{"a": {"b": 1', 'cut off', true],
    ['[1, 2', 'cut off', true],
    ['<html>', 'not JSON', false],
    ['', 'not JSON', false],
    ['{"a": b}', 'not JSON', false],
    ['{"a": {"b": "x"}}', 'a.b', false],
    ['7', 'the whole', false],
  ])('refuses %j', (text, words, truncated) => {
    const read = () => readJson(Buffer.from(text), schema);
    expect(read).toThrow(MalformedAnswer);
    expect(read).toThrow(words);
    expect(read).toThrow(expect.objectContaining({ truncated }));
  });

  it('answers what the schema makes of it', () => {
    expect(readJson(Buffer.from(' {"a":{"b":1,"c":2}} '), schema)).toEqual({
      a: { b: 1 },
    });
  });
});
