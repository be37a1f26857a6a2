import { changeOf } from './change';

it.each([
  [92, 75, 'up', 'better', 'up', 17],
  [75, 92, 'up', 'worse', 'down', 17],
  [1200, 900, 'down', 'worse', 'up', 300],
  [900, 1200, 'down', 'better', 'down', 300],
] as const)(
  'calls %p after %p, wanted %s, %s',
  (now, before, wanted, judgement, direction, amount) => {
    expect(changeOf(now, before, wanted)).toEqual({
      direction,
      amount,
      judgement,
    });
  },
);

it('judges nothing when neither way is better', () => {
  expect(changeOf(12, 10)).toEqual({ direction: 'up', amount: 2 });
});

it('sees no move below the smallest one', () => {
  expect(changeOf(92.04, 92, 'up', 0.05)).toEqual({
    direction: 'same',
    amount: 0,
  });
  expect(changeOf(92, 92, 'up')).toEqual({ direction: 'same', amount: 0 });
  expect(changeOf(92.06, 92, 'up', 0.05)?.direction).toBe('up');
});

it('knows nothing without one of them', () => {
  expect(changeOf(null, 92, 'up')).toBeUndefined();
  expect(changeOf(92, null, 'up')).toBeUndefined();
});
