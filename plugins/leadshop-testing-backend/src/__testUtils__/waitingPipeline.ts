import {
  Pipeline,
  PipelineStep,
  StepContext,
  StepError,
  StepOutcome,
} from '@leadshop/backstage-plugin-leadshop-testing-node';

/** A step of a test pipeline. */
export function step(
  name: string,
  number: number,
  options: Partial<PipelineStep> = {},
): PipelineStep {
  return {
    name,
    number,
    title: `Step ${number}`,
    component: 'score-calculator',
    dependsOn: [],
    timeoutMs: 30_000,
    retry: { maxAttempts: 1, initialDelayMs: 1, maxDelayMs: 1 },
    run: async () => ({ details: { by: name }, provider_mode: null }),
    ...options,
  };
}

/** A pipeline of steps in a row. */
export function chain(name: string, steps: PipelineStep[]): Pipeline {
  return {
    name,
    title: name,
    steps: steps.map((s, i) => ({
      ...s,
      dependsOn: i === 0 ? [] : [steps[i - 1].name],
    })),
  };
}

/**
 * A gate that steps wait at until the test opens it. `deaf` steps do not listen
 * to their signal, as a library without support for it would.
 */
export class Gate {
  #open: () => void = () => {};
  #opened: Promise<void>;
  #arrivals = 0;
  #waiting: { count: number; resolve: () => void }[] = [];

  constructor() {
    this.#opened = new Promise(resolve => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
  }

  /** Resolves when this many steps have come to the gate. */
  arrived(count = 1): Promise<void> {
    return new Promise(resolve => {
      this.#waiting.push({ count, resolve });
      this.#check();
    });
  }

  #check() {
    for (const { count, resolve } of this.#waiting) {
      if (this.#arrivals >= count) resolve();
    }
  }

  run = async ({ signal }: StepContext, deaf = false): Promise<StepOutcome> => {
    this.#arrivals += 1;
    this.#check();
    const stopped = new Promise<never>((_, reject) => {
      if (!deaf) {
        signal.addEventListener('abort', () => reject(signal.reason), {
          once: true,
        });
      }
    });
    await Promise.race([this.#opened, stopped]);
    return { details: { passed: true }, provider_mode: null };
  };
}

/** Fails with a typed error. */
export function failing(
  message: string,
  options: ConstructorParameters<typeof StepError>[1],
): PipelineStep['run'] {
  return async () => {
    throw new StepError(message, options);
  };
}
