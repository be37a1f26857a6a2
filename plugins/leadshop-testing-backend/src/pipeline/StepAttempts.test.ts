import { getEventListeners } from 'node:events';
import { mockServices } from '@backstage/backend-test-utils';
import { StepAttempt } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  PipelineStep,
  ProviderError,
  RetryPolicy,
  StepContext,
  StepError,
  StepOutcome,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { attemptStep, describeFailure, retryPause } from './StepAttempts';

const DONE: StepOutcome = { details: { done: true }, provider_mode: 'live' };
const PATIENT = 60_000;

/** A step that does these in turn, one a try. */
function step(
  tries: ((context: StepContext) => Promise<StepOutcome>)[],
  fields: Partial<PipelineStep> = {},
): PipelineStep {
  return {
    name: 'step',
    number: 1,
    title: 'Step',
    component: 'score-calculator',
    dependsOn: [],
    timeoutMs: PATIENT,
    retry: { maxAttempts: 3, initialDelayMs: 1, maxDelayMs: 1 },
    run: given => tries[given.tryNumber - 1](given),
    ...fields,
  };
}

function context(tryNumber: number, signal: AbortSignal): StepContext {
  return {
    executionId: 't1',
    tryNumber,
    lead: { website_url: 'https://shop.example' },
    results: {},
    signal,
    logger: mockServices.logger.mock(),
    artifacts: {
      put: () => Promise.reject(new Error('not here')),
      get: () => Promise.reject(new Error('not here')),
    },
    warn: () => {},
  };
}

function attempt(
  tried: PipelineStep,
  signal = new AbortController().signal,
  retries: StepAttempt[] = [],
) {
  return attemptStep(tried, signal, context, async retry => {
    retries.push({ ...retry });
  });
}

const busy = (fields = {}) =>
  new StepError('Busy', { fault: 'vendor', retryable: true, ...fields });
const fails = (error: unknown) => () => Promise.reject(error);
const works = async () => DONE;
const hangs = () => new Promise<StepOutcome>(() => {});

describe('attemptStep', () => {
  it('tries once when that does', async () => {
    await expect(attempt(step([works]))).resolves.toEqual({
      outcome: DONE,
      attempts: [
        {
          number: 1,
          started_at: expect.stringMatching(/Z$/),
          duration: expect.any(Number),
          error: null,
          fault: null,
          retry_in: null,
        },
      ],
    });
  });

  it('tries again what that can mend, and tells before each pause', async () => {
    const retries: StepAttempt[] = [];
    const tried = step([fails(busy()), fails(busy()), works]);
    const { outcome, attempts } = await attempt(tried, undefined, retries);
    expect(outcome).toBe(DONE);
    expect(attempts.map(a => [a.number, a.error, a.fault])).toEqual([
      [1, 'Busy', 'vendor'],
      [2, 'Busy', 'vendor'],
      [3, null, null],
    ]);
    expect(retries).toEqual(attempts.slice(0, 2));
    expect(retries[0].retry_in).toBeLessThanOrEqual(1);
    expect(attempts[2].retry_in).toBeNull();
  });

  it('gives up after the tries of its policy, with the last failure', async () => {
    const retries: StepAttempt[] = [];
    const last = busy({ details: { last: true }, personal: { name: 'Ann' } });
    const tried = step([fails(busy()), fails(busy()), fails(last), works]);
    const { failure, attempts } = await attempt(tried, undefined, retries);
    expect(failure).toMatchObject({
      message: 'Busy',
      details: { last: true },
      personal: { name: 'Ann' },
    });
    expect(attempts.map(a => a.retry_in === null)).toEqual([
      false,
      false,
      true,
    ]);
    expect(retries).toHaveLength(2);
  });

  it('does not try again what that cannot mend', async () => {
    const broken = new StepError('Bad lead', { fault: 'lead' });
    const { failure, attempts } = await attempt(step([fails(broken), works]));
    expect(failure?.fault).toBe('lead');
    expect(attempts).toHaveLength(1);
  });

  it('counts what is thrown at once as what is thrown later', async () => {
    const tried = step([], {
      run: () => {
        throw new TypeError('x is not a function');
      },
    });
    const { failure, attempts } = await attempt(tried);
    expect(failure).toMatchObject({ fault: 'leadshop', retryable: false });
    expect(attempts[0].error).toContain('x is not a function');
  });

  it('ends a try at its timeout, also one that does not listen', async () => {
    let told: AbortSignal | undefined;
    const tried = step(
      [
        ({ signal }) => {
          told = signal;
          return hangs();
        },
      ],
      { timeoutMs: 20 },
    );
    const { failure } = await attempt(tried);
    expect(failure).toMatchObject({ fault: 'leadshop', retryable: false });
    expect(failure?.message).toContain('did not end within its 0 s');
    expect(told?.aborted).toBe(true);
    expect(told?.reason).toBeInstanceOf(StepError);
  });

  it('ends what a try left running when the try has ended', async () => {
    const signals: AbortSignal[] = [];
    const keep =
      (then: () => Promise<StepOutcome>) =>
      ({ signal }: StepContext) => {
        signals.push(signal);
        return then();
      };
    await attempt(step([keep(fails(busy())), keep(works)]));
    expect(signals.map(signal => signal.aborted)).toEqual([true, true]);
    expect(signals[0]).not.toBe(signals[1]);
  });

  describe('when it is stopped', () => {
    it('does not begin', async () => {
      const run = jest.fn(works);
      await expect(
        attempt(step([], { run }), AbortSignal.abort('before')),
      ).rejects.toBe('before');
      expect(run).not.toHaveBeenCalled();
    });

    it('ends at once, whether the step listens or not', async () => {
      const stop = new AbortController();
      let told: AbortSignal | undefined;
      const ended = attempt(
        step([
          ({ signal }) => {
            told = signal;
            stop.abort('cancelled');
            return hangs();
          },
        ]),
        stop.signal,
      );
      await expect(ended).rejects.toBe('cancelled');
      expect(told?.reason).toBe('cancelled');
    });

    it('is stopped, and not failed, when the step fails because of it', async () => {
      const stop = new AbortController();
      const ended = attempt(
        step([
          async () => {
            stop.abort('cancelled');
            throw new Error('aborted');
          },
        ]),
        stop.signal,
      );
      await expect(ended).rejects.toBe('cancelled');
    });

    it('does not hear what a step that was left behind says later', async () => {
      const stop = new AbortController();
      let fail: (error: Error) => void = () => {};
      const ended = attempt(
        step([
          () =>
            new Promise((_, reject) => {
              fail = reject;
              stop.abort('cancelled');
            }),
        ]),
        stop.signal,
      );
      await expect(ended).rejects.toBe('cancelled');
      fail(new Error('later'));
    });

    it('ends in the middle of a pause', async () => {
      const stop = new AbortController();
      const tried = step([fails(busy({ retryAfterMs: PATIENT })), works]);
      const ended = attemptStep(tried, stop.signal, context, async () => {
        process.nextTick(() => stop.abort('cancelled'));
      });
      await expect(ended).rejects.toBe('cancelled');
    });

    it('leaves nothing on the signal of the test', async () => {
      const stop = new AbortController();
      await attempt(step([fails(busy()), fails(busy()), works]), stop.signal);
      expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    });
  });

  it('breaks when a retry cannot be told', async () => {
    await expect(
      attemptStep(
        step([fails(busy()), works]),
        new AbortController().signal,
        context,
        async () => {
          throw new Error('fenced');
        },
      ),
    ).rejects.toThrow('fenced');
  });
});

describe('describeFailure', () => {
  it('takes a step at its word', () => {
    const error = new StepError('No', {
      fault: 'config',
      retryable: true,
      retryAfterMs: 7,
      details: { a: 1 },
      personal: { b: 2 },
      provider_mode: 'sandbox',
      cause: new Error('why'),
    });
    expect(describeFailure(error)).toEqual({
      message: 'No',
      fault: 'config',
      retryable: true,
      retryAfterMs: 7,
      details: { a: 1 },
      personal: { b: 2 },
      provider_mode: 'sandbox',
    });
  });

  it('takes a provider at its word', () => {
    const error = new ProviderError('No', {
      provider: 'semrush',
      fault: 'network',
      retryable: true,
      mode: 'live',
    });
    expect(describeFailure(error)).toEqual({
      message: 'No',
      fault: 'network',
      retryable: true,
      retryAfterMs: undefined,
      details: {},
      personal: undefined,
      provider_mode: 'live',
    });
  });

  it.each([[new TypeError('x')], ['x']])(
    'counts anything else as our own defect: %p',
    error => {
      expect(describeFailure(error)).toMatchObject({
        message: expect.stringMatching(/^The step broke: x\. /),
        fault: 'leadshop',
        retryable: false,
      });
    },
  );
});

describe('retryPause', () => {
  const policy: RetryPolicy = {
    maxAttempts: 5,
    initialDelayMs: 100,
    maxDelayMs: 500,
  };
  const can = { retryable: true, retryAfterMs: undefined };

  it('doubles up to its limit, with full jitter', () => {
    const longest = [1, 2, 3, 4].map(n => retryPause(policy, n, can, () => 1));
    expect(longest).toEqual([100, 200, 400, 500]);
    expect(retryPause(policy, 3, can, () => 0)).toBe(0);
    expect(retryPause(policy, 3, can, () => 0.25)).toBe(100);
  });

  it('is no shorter than the vendor asked for', () => {
    const asked = { ...can, retryAfterMs: 3_000 };
    expect(retryPause(policy, 1, asked, () => 1)).toBe(3_000);
    expect(retryPause(policy, 4, { ...can, retryAfterMs: 1 }, () => 1)).toBe(
      500,
    );
  });

  it('is none when the vendor asks for too much, or nothing can be mended', () => {
    const at = (ms: number) =>
      retryPause(policy, 1, { ...can, retryAfterMs: ms });
    expect(at(120_000)).toBe(120_000);
    expect(at(120_001)).toBeUndefined();
    expect(retryPause(policy, 5, can)).toBeUndefined();
    expect(retryPause(policy, 1, { ...can, retryable: false })).toBeUndefined();
  });
});
