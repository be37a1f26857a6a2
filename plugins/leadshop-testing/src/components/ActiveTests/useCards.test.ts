import { endedTest, runningTest } from '../../__testUtils__/executions';
import { placeCards } from './useCards';

const numbers = (tests: ReturnType<typeof placeCards>) =>
  tests.map(test => Number(test.id.slice(-4)));

describe('placeCards', () => {
  const three = [runningTest(1), runningTest(2), runningTest(3)];

  it.each([1, 2, 3])('leaves test %i where it was when it ends', number => {
    const active = three.filter(({ id }) => id !== runningTest(number).id);
    const cards = placeCards(active, [endedTest(number)], three);
    expect(numbers(cards)).toEqual([1, 2, 3]);
    expect(cards[number - 1].status).toBe('success');
  });

  it('leaves neighbours in their order when they end together', () => {
    const ended = [endedTest(3), endedTest(2)];
    expect(numbers(placeCards([runningTest(1)], ended, three))).toEqual([
      1, 2, 3,
    ]);
    expect(numbers(placeCards([], ended, three))).toEqual([2, 3]);
  });

  it('puts new tests in front', () => {
    expect(
      numbers(
        placeCards(
          [runningTest(4), runningTest(2), runningTest(3)],
          [endedTest(1)],
          three,
        ),
      ),
    ).toEqual([4, 1, 2, 3]);
  });

  it('puts in front what had left before its end was told', () => {
    expect(numbers(placeCards(three, [endedTest(4)], three))).toEqual([
      4, 1, 2, 3,
    ]);
  });

  it('believes the end of a test more than an older list', () => {
    const cards = placeCards(three, [endedTest(2)], three);
    expect(numbers(cards)).toEqual([1, 2, 3]);
    expect(cards[1].status).toBe('success');
  });
});
