import { z } from 'zod';
import { boundedList, oneOrMany } from './queries';

const even = z.number().refine(n => n % 2 === 0, 'must be even');

describe('boundedList', () => {
  const list = boundedList(even, 5_000);
  const issues = (value: unknown) => {
    const result = list.safeParse(value);
    return result.success
      ? []
      : result.error.issues.map(({ path, message }) => [...path, message]);
  };

  it('is a list of what it says', () => {
    expect(list.parse([2, 4])).toEqual([2, 4]);
    expect(list.parse(Array(5_000).fill(2))).toHaveLength(5_000);
  });

  it.each([
    [[], 'Too small'],
    ['2,4', 'expected array'],
    [undefined, 'expected array'],
    [{ length: 2 }, 'expected array'],
  ])('is not %j', (value, says) => {
    expect(issues(value).flat().join()).toContain(says);
  });

  it('judges no item of one that is too long', () => {
    const judged = jest.fn(() => true);
    const result = boundedList(z.any().refine(judged), 3).safeParse(
      Array(1_000_000).fill(0),
    );
    expect(result.error?.issues).toEqual([
      expect.objectContaining({
        message: 'Too big: expected array to have <=3 items',
      }),
    ]);
    expect(judged).not.toHaveBeenCalled();
  });

  it('names the first wrong items, by their places', () => {
    const items = Array(5_000).fill(2);
    items[2_500] = 3;
    items[2_501] = 'x';
    items[4_000] = 5;
    expect(issues(items)).toEqual([
      [2_500, 'must be even'],
      [2_501, expect.stringContaining('number')],
    ]);
    expect(issues(Array(5_000).fill(1))).toHaveLength(1_000);
  });
});

describe('oneOrMany', () => {
  const words = oneOrMany(z.enum(['a', 'b']));

  it('takes commas and lists', () => {
    expect(words.parse('a,b')).toEqual(['a', 'b']);
    expect(words.parse(['a'])).toEqual(['a']);
  });

  it.each(['', 'a,,b', 'c', 'a,'.repeat(20), ['a', 'x'], 7, null])(
    'refuses %j',
    value => expect(words.safeParse(value).success).toBe(false),
  );
});
