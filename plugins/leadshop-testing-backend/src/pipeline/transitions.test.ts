import { FULL_PIPELINE_STEPS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import fc from 'fast-check';
import {
  checkPipeline,
  EndedStatus,
  GraphStep,
  keptSteps,
  nextSteps,
  testOutcome,
} from './transitions';

function step(
  number: number,
  dependsOn: number[] = [],
  rest: Partial<GraphStep> = {},
): GraphStep {
  return {
    name: `s${number}`,
    number,
    title: `Step ${number}`,
    dependsOn: dependsOn.map(n => `s${n}`),
    ...rest,
  };
}

/** A diamond: 2 and 3 need 1, 4 needs both. */
const diamond = [step(4, [2, 3]), step(2, [1]), step(3, [1]), step(1)];

function after(ended: Record<string, EndedStatus>, running: string[] = []) {
  return (steps: readonly GraphStep[]) => {
    const next = nextSteps(
      steps,
      new Map(Object.entries(ended)),
      new Set(running),
    );
    return {
      start: next.start.map(s => s.name),
      skip: Object.fromEntries(next.skip.map(s => [s.step.name, s.reason])),
      done: next.done,
    };
  };
}

describe('nextSteps', () => {
  it('begins with the steps that need nothing, in order of their numbers', () => {
    expect(after({})([step(3), step(1), step(2, [1])])).toEqual({
      start: ['s1', 's3'],
      skip: {},
      done: false,
    });
  });

  it('starts side by side what has what it needs', () => {
    expect(after({ s1: 'success' })(diamond).start).toEqual(['s2', 's3']);
  });

  it('does not start a step twice, nor before all that it needs has ended', () => {
    expect(after({ s1: 'success' }, ['s2', 's3'])(diamond)).toEqual({
      start: [],
      skip: {},
      done: false,
    });
    expect(
      after({ s1: 'success', s2: 'success' }, ['s3'])(diamond).start,
    ).toEqual([]);
    expect(
      after({ s1: 'success', s2: 'success', s3: 'success' })(diamond).start,
    ).toEqual(['s4']);
  });

  it('is done when every step has ended', () => {
    const ended = { s1: 'success', s2: 'failed', s3: 'success', s4: 'skipped' };
    expect(after(ended as Record<string, EndedStatus>)(diamond)).toEqual({
      start: [],
      skip: {},
      done: true,
    });
  });

  it('skips what needs a failed step, and goes on with the rest', () => {
    expect(after({ s1: 'success', s2: 'failed' }, ['s3'])(diamond)).toEqual({
      start: [],
      skip: {
        s4: 'Skipped because it needs step 2 (Step 2), which failed.',
      },
      done: false,
    });
  });

  it('lets skips follow from skips in one answer', () => {
    const chain = [step(3, [2]), step(4, [3]), step(2, [1]), step(1)];
    expect(after({ s1: 'failed' })(chain)).toEqual({
      start: [],
      skip: {
        s2: 'Skipped because it needs step 1 (Step 1), which failed.',
        s3: 'Skipped because it needs step 2 (Step 2), which was skipped.',
        s4: 'Skipped because it needs step 3 (Step 3), which was skipped.',
      },
      done: true,
    });
  });

  it('says so also when a higher number is needed by a lower one', () => {
    expect(
      after({ s3: 'failed' })([step(1, [2]), step(2, [3]), step(3)]),
    ).toEqual({
      start: [],
      skip: {
        s1: 'Skipped because it needs step 2 (Step 2), which was skipped.',
        s2: 'Skipped because it needs step 3 (Step 3), which failed.',
      },
      done: true,
    });
  });

  it('runs a step that only waits for the end of what it needs', () => {
    const steps = [step(1), step(2, [1], { runsWhen: 'ended' })];
    expect(after({ s1: 'failed' })(steps)).toMatchObject({
      start: ['s2'],
      skip: {},
    });
    expect(after({}, ['s1'])(steps).start).toEqual([]);
  });

  it('also when what it needs was skipped by this very answer', () => {
    const steps = [step(1), step(2, [1]), step(3, [2], { runsWhen: 'ended' })];
    expect(after({ s1: 'failed' })(steps)).toMatchObject({
      start: ['s3'],
      skip: { s2: expect.any(String) },
    });
  });

  it('skips everything else when a critical step fails', () => {
    const steps = [
      step(1, [], { critical: true }),
      step(2),
      step(3, [1], { runsWhen: 'ended' }),
      step(4),
    ];
    expect(after({ s1: 'failed', s2: 'success' }, ['s4'])(steps)).toEqual({
      start: [],
      skip: {
        s3: 'Skipped because step 1 (Step 1) is critical and failed.',
      },
      done: false,
    });
  });

  it('goes on after a critical step that succeeded', () => {
    const steps = [step(1, [], { critical: true }), step(2, [1])];
    expect(after({ s1: 'success' })(steps).start).toEqual(['s2']);
  });

  it('ends every graph, whatever its steps come to', () => {
    const graph = fc
      .array(
        fc.record({
          needs: fc.array(fc.nat()),
          runsWhen: fc.constantFrom('succeeded' as const, 'ended' as const),
          critical: fc.boolean(),
          comesTo: fc.constantFrom('success' as const, 'failed' as const),
        }),
        { minLength: 1, maxLength: 9 },
      )
      .map(specs =>
        specs.map((spec, i) => ({
          ...step(
            i + 1,
            // Only earlier ones, so that there is no circle
            i === 0 ? [] : [...new Set(spec.needs.map(n => (n % i) + 1))],
            { runsWhen: spec.runsWhen, critical: spec.critical },
          ),
          comesTo: spec.comesTo,
        })),
      );
    fc.assert(
      fc.property(graph, fc.infiniteStream(fc.nat()), (steps, dice) => {
        const ended = new Map<string, EndedStatus>();
        const running = new Set<string>();
        const started = new Set<string>();
        for (let turn = 0; turn <= steps.length * 2; turn++) {
          const next = nextSteps(steps, ended, running);
          for (const { step: skipped } of next.skip) {
            ended.set(skipped.name, 'skipped');
          }
          // The answer is complete: its skips bring no others
          expect(nextSteps(steps, ended, running).skip).toEqual([]);
          for (const { name, dependsOn } of next.start) {
            expect(started.has(name)).toBe(false);
            expect(dependsOn.every(n => ended.has(n))).toBe(true);
            started.add(name);
            running.add(name);
          }
          expect(next.done).toBe(running.size === 0);
          if (next.done) break;
          const under = [...running];
          const name = under[dice.next().value % under.length];
          running.delete(name);
          ended.set(
            name,
            steps.find(s => s.name === name)?.comesTo ?? 'failed',
          );
        }
        expect(ended.size).toBe(steps.length);
      }),
    );
  });
});

describe('testOutcome', () => {
  const ended = (record: Record<string, EndedStatus>) =>
    new Map(Object.entries(record));
  const all = ended({
    s1: 'success',
    s2: 'success',
    s3: 'success',
    s4: 'success',
  });

  it('is a success only when every step succeeded', () => {
    expect(testOutcome(diamond, all)).toEqual({
      status: 'success',
      failure_reason: null,
      error_message: null,
      success_rate: 100,
    });
  });

  it('names the steps that failed, in order; skipped ones did not succeed', () => {
    expect(
      testOutcome(
        diamond,
        ended({ s3: 'failed', s1: 'success', s2: 'failed', s4: 'skipped' }),
      ),
    ).toEqual({
      status: 'failed',
      failure_reason: 'step',
      error_message: 'Failed at step 2 (Step 2), step 3 (Step 3).',
      success_rate: 25,
    });
  });

  it('rounds the rate to two digits', () => {
    const steps = [step(1), step(2), step(3)];
    expect(
      testOutcome(steps, ended({ s1: 'success', s2: 'success', s3: 'failed' }))
        .success_rate,
    ).toBe(66.67);
  });

  it('is cancelled when it was cancelled, whatever the steps came to', () => {
    expect(testOutcome(diamond, all, { kind: 'cancelled' })).toEqual({
      status: 'cancelled',
      failure_reason: null,
      error_message: null,
      success_rate: 100,
    });
  });

  it('says which setting to raise when the time was up', () => {
    expect(
      testOutcome(diamond, ended({ s1: 'success' }), {
        kind: 'timeout',
        afterMs: 600_000,
      }),
    ).toEqual({
      status: 'failed',
      failure_reason: 'timeout',
      error_message:
        'The test did not end within its 600 s. Look at the step that was running, or raise leadshopTesting.execution.testTimeout.',
      success_rate: 25,
    });
  });
});

describe('keptSteps', () => {
  const kept = (from: string, steps = diamond) =>
    keptSteps(steps, from)
      ?.map(s => s.name)
      .sort();

  it('keeps what comes before the step and does not depend on it', () => {
    expect(kept('s1')).toEqual([]);
    expect(kept('s2')).toEqual(['s1']);
    expect(kept('s3')).toEqual(['s1', 's2']);
    expect(kept('s4')).toEqual(['s1', 's2', 's3']);
  });

  it('does again what follows from the step, however its number is', () => {
    const steps = [step(1, [3]), step(2), step(3), step(4, [1]), step(5, [4])];
    expect(kept('s3', steps)).toEqual(['s2']);
    expect(kept('s5', steps)).toEqual(['s1', 's2', 's3', 's4']);
  });

  it('is undefined for a step that is not there', () => {
    expect(kept('s9')).toBeUndefined();
  });
});

describe('checkPipeline', () => {
  it('takes a graph', () => {
    expect(() => checkPipeline('full_pipeline', diamond)).not.toThrow();
  });

  it.each<[string, GraphStep[]]>([
    ['it has no steps', []],
    ["two steps are named 's1'", [step(1), { ...step(2), name: 's1' }]],
    ['two steps have number 1', [step(1), { ...step(1), name: 'other' }]],
    ["step 's1' depends on 's7', which is not there", [step(1, [7])]],
    ["step 's1' depends on itself through other steps", [step(1, [1])]],
    [
      "step 's2' depends on itself through other steps",
      [step(1), step(2, [1, 3]), step(3, [2])],
    ],
  ])('refuses a pipeline: %s', (problem, steps) => {
    expect(() => checkPipeline('mine', steps)).toThrow(
      `Pipeline 'mine' cannot run: ${problem}`,
    );
  });
});

it('can describe the full pipeline', () => {
  const steps = FULL_PIPELINE_STEPS.map(s => step(s.step_number));
  expect(() => checkPipeline('full_pipeline', steps)).not.toThrow();
});
