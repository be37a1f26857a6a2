import { verdictOf } from './verdict';

const counts = (successful_tests: number, failed_tests: number) => {
  const tests = successful_tests + failed_tests;
  return {
    successful_tests,
    failed_tests,
    success_rate: tests === 0 ? null : (successful_tests / tests) * 100,
  };
};

it('calls a period better or worse when more than chance moved the rate', () => {
  expect(verdictOf(counts(450, 50), counts(400, 100))).toEqual({
    kind: 'better',
    rate: 90,
    before: 80,
  });
  expect(verdictOf(counts(400, 100), counts(450, 50))).toEqual({
    kind: 'worse',
    rate: 80,
    before: 90,
  });
});

it('calls the same difference even when there are too few tests for it', () => {
  expect(verdictOf(counts(9, 1), counts(8, 2))).toEqual({
    kind: 'even',
    rate: 90,
    before: 80,
  });
});

it('calls equal rates the same', () => {
  expect(verdictOf(counts(9, 1), counts(90, 10))).toEqual({
    kind: 'same',
    rate: 90,
  });
  expect(verdictOf(counts(5, 0), counts(7, 0))).toEqual({
    kind: 'same',
    rate: 100,
  });
});

it('says when there is nothing to compare, or nothing at all', () => {
  expect(verdictOf(counts(9, 1), counts(0, 0))).toEqual({
    kind: 'first',
    rate: 90,
  });
  expect(verdictOf(counts(0, 0), counts(9, 1))).toEqual({ kind: 'none' });
});
