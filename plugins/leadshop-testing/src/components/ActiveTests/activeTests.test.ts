import {
  endedTest,
  runningTest,
  testEvent,
} from '../../__testUtils__/executions';
import type { LiveNews } from '../../live';
import { applyToActive, applyToRecent } from './activeTests';

const update = (...tests: ReturnType<typeof runningTest>[]): LiveNews => ({
  type: 'updates',
  updates: tests.map(payload => ({ type: 'test_update', payload })),
});

describe('applyToActive', () => {
  it('puts a new test in front', () => {
    const page = { items: [runningTest(1)], total: 1 };
    const after = applyToActive(page, update(runningTest(2)));
    expect(after.items.map(test => test.id)).toEqual([
      runningTest(2).id,
      runningTest(1).id,
    ]);
    expect(after.total).toBe(2);
  });

  it('replaces a known test where it is', () => {
    const page = { items: [runningTest(1), runningTest(2)], total: 2 };
    const after = applyToActive(
      page,
      update(runningTest(2, { current_step: 7 })),
    );
    expect(after.items[1].current_step).toBe(7);
    expect(after.total).toBe(2);
  });

  it('lets an ended test go, also one beyond the page', () => {
    const page = { items: [runningTest(1)], total: 5 };
    expect(applyToActive(page, update(endedTest(1)))).toEqual({
      items: [],
      total: 4,
    });
    expect(applyToActive(page, update(endedTest(9))).total).toBe(4);
  });

  it('does not count a test that was never there', () => {
    const page = { items: [runningTest(1)], total: 1 };
    expect(applyToActive(page, update(endedTest(9)))).toEqual(page);
  });

  it('hears the events of single tests', () => {
    const after = applyToActive(
      { items: [], total: 0 },
      {
        type: 'test',
        completed: false,
        test: { ...runningTest(1), event: testEvent(1) },
      },
    );
    expect(after.total).toBe(1);
  });
});

describe('applyToRecent', () => {
  it('puts the test in front that was started last, not that ended last', () => {
    const at = (minute: number) => ({
      created_at: `2026-03-01T10:0${minute}:00.000Z`,
    });
    const after = applyToRecent(
      [endedTest(3, at(3)), endedTest(1, at(1))],
      update(endedTest(2, at(2))),
      2,
    );
    expect(after.map(test => test.id)).toEqual([
      endedTest(3).id,
      endedTest(2).id,
    ]);
  });

  it('is the same list while none has ended, so that nothing is drawn anew', () => {
    const recent = [endedTest(1)];
    expect(applyToRecent(recent, update(runningTest(4)), 2)).toBe(recent);
  });

  it('keeps the newest ended tests, each once', () => {
    const after = applyToRecent(
      [endedTest(1), endedTest(2)],
      update(runningTest(4), endedTest(3), endedTest(2)),
      2,
    );
    expect(after.map(test => test.id)).toEqual([
      endedTest(2).id,
      endedTest(3).id,
    ]);
  });
});
