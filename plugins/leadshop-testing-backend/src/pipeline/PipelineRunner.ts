/*
 * Runs one test: asks the state machine what starts, runs those steps side by
 * side, stores what each came to, and asks again. Nothing that anybody outside
 * could notice follows from a result before it is stored. Memory holds nothing
 * that the database does not: a test that another worker takes up begins with its
 * stored results and is otherwise the same loop.
 *
 * It ends in one of five ways: the graph is through; the test was cancelled; its
 * time is up; the replica is stopping (thrown, so that the job is not deleted);
 * or a later attempt has begun (thrown, nothing more is written).
 */
import { FencedError } from '../queue/RunningTests';
import { ExecutionStore, TakenExecution } from '../store/ExecutionStore';
import type { TestEnd } from '../telemetry';
import { PipelineRegistry } from './PipelineRegistry';
import { TestRun, TestRunOptions } from './TestRun';

/** What the runner needs. */
export interface PipelineRunnerOptions extends TestRunOptions {
  executions: ExecutionStore;
  pipelines: PipelineRegistry;
  /** Called when a test has been taken or has ended, to wake the feed. */
  onChange: () => void;
}

/** Runs tests. */
export class PipelineRunner {
  readonly #options: PipelineRunnerOptions;

  constructor(options: PipelineRunnerOptions) {
    this.#options = options;
  }

  /**
   * Runs a test to its end, from wherever it stands.
   *
   * @throws HandBack, FencedError, or what the database threw: the job is tried
   * again by the queue.
   */
  async run(
    testId: string,
    options: { workerId: string; signal: AbortSignal },
  ): Promise<void> {
    const { executions, onChange, telemetry } = this.#options;
    await telemetry.test(
      testId,
      async traceParent => {
        const taken = await executions.take(
          testId,
          options.workerId,
          traceParent,
        );
        onChange();
        return taken;
      },
      taken => this.#attempt(taken, options.signal),
    );
  }

  async #attempt(taken: TakenExecution, signal: AbortSignal): Promise<TestEnd> {
    const { pipelines } = this.#options;
    const registered = pipelines.get(taken.test_type);
    if (!registered) return this.#endUnknown(taken);
    const run = new TestRun(this.#options, taken, registered.pipeline.steps);
    return run.end(
      taken.cancel_requested_at
        ? await run.stopAll({ kind: 'cancelled' })
        : await run.toTheEnd(signal),
    );
  }

  async #endUnknown(taken: TakenExecution): Promise<TestEnd> {
    const { executions, onChange } = this.#options;
    const outcome = {
      status: 'failed',
      failure_reason: 'internal',
      error_message: `This backend has no pipeline '${taken.test_type}'. Install the module that adds it, then rerun the test.`,
    } as const;
    const ended = await executions.end(taken.id, taken.attempt, outcome);
    onChange();
    if (!ended) throw new FencedError(taken.id);
    return new TestRun(this.#options, taken, []).end(outcome);
  }
}
