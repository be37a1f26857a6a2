import { Details } from './Details';

const details = () =>
  new Details({
    name: 'a',
    empty: '',
    count: 3,
    endless: Infinity,
    yes: true,
    nothing: null,
    part: { known: 1, unknown: 2 },
    rows: [{ id: 'x' }],
    odd: [{ id: 'x' }, 7],
    words: ['a', 'b'],
    hollow: {},
  });

it('reads what has the shape that is asked for, and nothing else', () => {
  const read = details();
  expect(read.text('name')).toBe('a');
  expect(read.text('count')).toBeUndefined();
  expect(read.text('toString')).toBeUndefined();
  expect(read.number('count')).toBe(3);
  expect(read.number('endless')).toBeUndefined();
  expect(read.flag('yes')).toBe(true);
  expect(read.flag('name')).toBeUndefined();
  expect(read.plain('yes')).toBe(true);
  expect(read.texts('words')).toEqual(['a', 'b']);
  expect(read.list('rows')?.[0].text('id')).toBe('x');
  expect(read.list('odd')).toBeUndefined();
  expect(read.part('rows')).toBeUndefined();
  expect(read.part('part')?.number('known')).toBe(1);
});

it('knows what nobody has read, in parts too', () => {
  const read = details();
  read.text('name');
  read.text('empty');
  read.text('nothing');
  read.number('name');
  read.part('part')?.number('known');
  read.list('rows');
  expect(read.rest()).toEqual({
    count: 3,
    endless: Infinity,
    yes: true,
    part: { unknown: 2 },
    odd: [{ id: 'x' }, 7],
    words: ['a', 'b'],
  });
});
