import {
  endedTest,
  runningTest,
  stepResult,
  wholeTest,
} from '../../__testUtils__/executions';
import { timelineOf } from './timeline';

const BEGIN = Date.parse('2026-03-01T10:00:00.100Z');
const at = (millis: number) => new Date(BEGIN + millis).toISOString();

function attempt(
  number: number,
  from: number,
  duration: number,
  error?: string,
) {
  return {
    number,
    started_at: at(from),
    duration,
    error: error ?? null,
    fault: null,
    retry_in: null,
  };
}

describe('timelineOf', () => {
  it('shows tries, the pauses between them, and the wait before', () => {
    const test = wholeTest(endedTest(1), {
      pipeline_results: [
        stepResult(1, 'success', { started_at: at(0), duration: 100 }),
        stepResult(2, 'success', {
          started_at: at(150),
          duration: 400,
          attempts: [attempt(1, 150, 50, 'no answer'), attempt(2, 400, 150)],
        }),
      ],
    });
    expect(timelineOf(test, 0).stretches.lead_data_model).toEqual([
      { kind: 'waiting', from: 100, to: 150 },
      { kind: 'tried', from: 150, to: 200, attempt: 1, error: 'no answer' },
      { kind: 'pause', from: 200, to: 400, attempt: 2 },
      { kind: 'success', from: 400, to: 550, attempt: 2 },
    ]);
  });

  it('lets a running step grow until now, and stretches the whole', () => {
    const test = wholeTest(runningTest(1), {
      pipeline_results: [
        stepResult(1, 'running', { started_at: at(0) }),
        stepResult(2, 'pending'),
      ],
    });
    const { length, stretches } = timelineOf(test, BEGIN + 700);
    expect(length).toBe(700);
    expect(stretches.s3_setup).toEqual([
      { kind: 'running', from: 0, to: 700, attempt: 1 },
    ]);
    // What it needs has not ended, so it does not wait yet.
    expect(stretches.lead_data_model).toEqual([]);
  });

  it('goes on with the try after a failed one', () => {
    const test = wholeTest(runningTest(1), {
      pipeline_results: [
        stepResult(1, 'running', {
          started_at: at(0),
          attempts: [attempt(1, 0, 30, 'no answer')],
        }),
      ],
    });
    expect(timelineOf(test, BEGIN + 100).stretches.s3_setup).toEqual([
      { kind: 'tried', from: 0, to: 30, attempt: 1, error: 'no answer' },
      { kind: 'running', from: 30, to: 100, attempt: 2 },
    ]);
  });

  it('shows the pause before the next try while it lasts', () => {
    const test = wholeTest(runningTest(1), {
      pipeline_results: [
        stepResult(1, 'running', {
          started_at: at(0),
          attempts: [{ ...attempt(1, 0, 30, 'no answer'), retry_in: 500 }],
        }),
      ],
    });
    const tried = {
      kind: 'tried',
      from: 0,
      to: 30,
      attempt: 1,
      error: 'no answer',
    };
    const lifeAt = (millis: number) =>
      timelineOf(test, BEGIN + millis).stretches.s3_setup;
    expect(lifeAt(100)).toEqual([
      tried,
      { kind: 'pause', from: 30, to: 100, attempt: 2 },
    ]);
    expect(lifeAt(600)).toEqual([
      tried,
      { kind: 'pause', from: 30, to: 530, attempt: 2 },
      { kind: 'running', from: 530, to: 600, attempt: 2 },
    ]);
  });

  it('counts what comes before the first try to that try', () => {
    const test = wholeTest(endedTest(1), {
      pipeline_results: [
        stepResult(1, 'success', {
          started_at: at(0),
          duration: 110,
          attempts: [attempt(1, 10, 100)],
        }),
      ],
    });
    expect(timelineOf(test, 0).stretches.s3_setup).toEqual([
      { kind: 'success', from: 0, to: 110, attempt: 1 },
    ]);
  });

  it('marks the last try of a failed step as the failure', () => {
    const test = wholeTest(endedTest(1), {
      pipeline_results: [
        stepResult(1, 'failed', {
          started_at: at(0),
          duration: 90,
          attempts: [attempt(1, 0, 30, 'a'), attempt(2, 60, 30, 'b')],
        }),
      ],
    });
    expect(
      timelineOf(test, 0).stretches.s3_setup.map(({ kind }) => kind),
    ).toEqual(['tried', 'pause', 'failed']);
  });

  it('shows a step that a cancel cut off as stopped, not as failed', () => {
    const test = wholeTest(endedTest(1, { status: 'cancelled' }), {
      pipeline_results: [
        stepResult(1, 'skipped', { started_at: at(0), duration: 80 }),
        stepResult(2, 'skipped', {
          started_at: at(0),
          duration: 100,
          attempts: [attempt(1, 0, 30, 'no answer')],
        }),
      ],
    });
    expect(timelineOf(test, 0).stretches).toEqual({
      s3_setup: [{ kind: 'stopped', from: 0, to: 80 }],
      lead_data_model: [
        { kind: 'tried', from: 0, to: 30, attempt: 1, error: 'no answer' },
        { kind: 'stopped', from: 30, to: 100 },
      ],
    });
  });

  it('draws nothing for skipped and kept steps', () => {
    const test = wholeTest(endedTest(1), {
      pipeline_results: [
        stepResult(1, 'success', { kept_from: endedTest(2).id }),
        stepResult(2, 'skipped'),
      ],
    });
    expect(timelineOf(test, 0).stretches).toEqual({
      s3_setup: [],
      lead_data_model: [],
    });
  });
});
