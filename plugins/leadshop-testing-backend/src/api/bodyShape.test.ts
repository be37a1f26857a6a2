import { checkShape, isIntricate } from './bodyShape';

const json = (text: string) => Buffer.from(text);
const many = (part: string) => part.repeat(60_000);

describe('isIntricate', () => {
  it.each([
    ['lists in lists', many('[')],
    ['objects in objects', many('{"a":')],
    ['a list of empty objects', `[${many('{},')}{}]`],
    ['an object of fields', `{${many('"a":1,')}"b":1}`],
    ['what follows a text', `["a\\\\",${many('[],')}1]`],
  ])('is %s', (_, text) => {
    expect(isIntricate(json(text))).toBe(true);
  });

  it.each([
    ['a list of ids', `{"lead_ids":[${many('"00000000-0000",')}""]}`],
    ['a list of numbers', `[${many('0,')}0]`],
    ['a text of brackets', `["${many('[{:')}"]`],
    ['a text with quotation marks', `["${many('\\"[')}"]`],
    ['a text that ends with a backslash', `["\\\\","${many('[')}"]`],
    ['a text without an end', `["${many('[')}`],
    ['nothing', ''],
  ])('is not %s', (_, text) => {
    expect(isIntricate(json(text))).toBe(false);
  });
});

describe('checkShape', () => {
  it('takes UTF-8 alone, of which it knows the marks', () => {
    expect(() => checkShape({}, {}, json('{}'), 'utf-8')).not.toThrow();
    expect(() => checkShape({}, {}, json('{}'), 'utf-16')).toThrow(
      expect.objectContaining({ type: 'charset.unsupported' }),
    );
  });

  it('tells the parser what is wrong', () => {
    expect(() => checkShape({}, {}, json(many('[')), 'utf-8')).toThrow(
      expect.objectContaining({ type: 'body.intricate' }),
    );
  });
});
