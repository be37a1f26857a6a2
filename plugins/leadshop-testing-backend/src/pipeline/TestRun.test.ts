import { mockServices } from '@backstage/backend-test-utils';
import {
  ObjectStore,
  PipelineStep,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { chain, failing, step } from '../__testUtils__/waitingPipeline';
import { StepWriter, Transition } from '../store/StepWriter';
import { Telemetry } from '../telemetry';
import { TestRun } from './TestRun';

const TEST = {
  id: '0190a5f4-0000-7000-8000-000000000001',
  test_type: 'any',
  attempt: 1,
  lead_data: { website_url: 'https://shop.example' },
  user_ref: 'user:default/ann',
  cancel_requested_at: null,
  trace_parent: null,
  steps: [],
};

/** Runs steps in a row; each write waits until it is told to go on. */
function running(steps: PipelineStep[]) {
  const written: Transition[] = [];
  const waiting: (() => void)[] = [];
  let asked = () => {};
  const untilAsked = () =>
    new Promise<void>(resolve => {
      asked = resolve;
    });
  const write: StepWriter['write'] = next =>
    new Promise(resolve => {
      waiting.push(() => {
        written.push(typeof next === 'function' ? next() : next);
        resolve(true);
      });
      asked();
    });
  const run = new TestRun(
    {
      writer: { write } as StepWriter,
      objectStore: {} as ObjectStore,
      logger: mockServices.logger.mock(),
      testTimeoutMs: 60_000,
      telemetry: {
        step: (_: unknown, work: () => unknown) => work(),
      } as unknown as Telemetry,
    },
    TEST,
    chain('any', steps).steps,
  );
  return {
    ended: run.toTheEnd(new AbortController().signal),
    written,
    /** Lets the next write go on, and all that follows at once. */
    async store() {
      while (waiting.length === 0) await untilAsked();
      await new Promise(setImmediate);
      waiting.shift()?.();
    },
  };
}

const told = ({ events, end }: Transition) => [
  ...events.map(({ kind, step: s }) => `${kind} ${s.step_name}`),
  ...(end ? [`end ${end.status}`] : []),
];

describe('TestRun', () => {
  it('starts a step that may reach outside only when the results before it are stored', async () => {
    const outside = jest.fn();
    const { ended, written, store } = running([
      step('first', 1),
      step('second', 2, {
        run: async context => {
          outside(Object.keys(context.results), written.length);
          return { details: {}, provider_mode: null };
        },
      }),
    ]);
    await store();
    expect(outside).not.toHaveBeenCalled();
    await store();
    await store();
    await expect(ended).resolves.toMatchObject({ status: 'success' });
    expect(outside).toHaveBeenCalledWith(['first'], 2);
    expect(written.map(told)).toEqual([
      ['step_started first'],
      ['step_finished first', 'step_started second'],
      ['step_finished second', 'end success'],
    ]);
  });

  it('lets steps that only compute share a write, with all that is told in its order', async () => {
    const seen: string[][] = [];
    const computing = (name: string, number: number) =>
      step(name, number, {
        computesOnly: true,
        run: async ({ results }) => {
          seen.push(Object.keys(results));
          return { details: {}, provider_mode: null };
        },
      });
    const { ended, written, store } = running([
      computing('first', 1),
      computing('second', 2),
      computing('third', 3),
    ]);
    await store();
    await expect(ended).resolves.toMatchObject({ status: 'success' });
    expect(seen).toEqual([[], ['first'], ['first', 'second']]);
    expect(written.map(told)).toEqual([
      [
        'step_started first',
        'step_finished first',
        'step_started second',
        'step_finished second',
        'step_started third',
        'step_finished third',
        'end success',
      ],
    ]);
  });

  it('stores what was computed before anything outside follows from it', async () => {
    const outside = jest.fn();
    const { ended, written, store } = running([
      step('computes', 1, { computesOnly: true }),
      step('reaches', 2, {
        run: async context => {
          outside(written.flatMap(({ ended: rows }) => rows.length));
          return failing('The vendor is down.', { fault: 'vendor' })(context);
        },
      }),
      step('skipped', 3, { computesOnly: true }),
    ]);
    await store();
    await store();
    await expect(ended).resolves.toMatchObject({
      status: 'failed',
      failure_reason: 'step',
    });
    expect(outside).toHaveBeenCalledWith([1]);
    expect(written.map(told)).toEqual([
      [
        'step_started computes',
        'step_finished computes',
        'step_started reaches',
      ],
      ['step_finished reaches', 'step_finished skipped', 'end failed'],
    ]);
  });
});
