import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Fault,
  ProviderMode,
  StepAttempt,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  EarlierResult,
  ObjectStore,
  PipelineStep,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { Cancelled } from '../queue/RunningTests';
import { TakenExecution } from '../store/ExecutionStore';
import { StoredArtifact } from '../store/rows';
import { EndedStep, StepWriter, Transition } from '../store/StepWriter';
import type { Telemetry, TestEnd } from '../telemetry';
import { storableText } from '../store/storable';
import { stepEvidence, StepEvidence } from './evidence';
import { attemptStep, NewTry } from './StepAttempts';
import {
  emptyRow,
  endedRow,
  eventStep,
  finishedEvent,
  startedEvent,
} from './stepRows';
import { Note, TestJournal } from './TestJournal';
import {
  EndedStatus,
  nextSteps,
  SkippedStep,
  StopCause,
  TestOutcome,
  testOutcome,
} from './transitions';

/** What a run needs. */
export interface TestRunOptions {
  writer: StepWriter;
  objectStore: ObjectStore;
  logger: LoggerService;
  testTimeoutMs: number;
  telemetry: Telemetry;
}

class TestTimeout extends Error {}

/** One attempt at one test. */
export class TestRun {
  readonly #options: TestRunOptions;
  readonly #test: TakenExecution;
  readonly #steps: readonly PipelineStep[];
  readonly #journal: TestJournal;
  readonly #ended = new Map<string, EndedStatus>();
  readonly #results: Record<string, EarlierResult> = {};
  readonly #artifacts: StoredArtifact[] = [];
  /** Of the first step that failed. */
  #fault: Fault | null = null;
  #mode: ProviderMode | null = null;
  readonly #running = new Map<string, { step: PipelineStep; since: Date }>();
  /** Steps that have ended and are not yet stored. */
  #arrived: {
    step: PipelineStep;
    row: EndedStep;
    figures?: Transition['figures'];
  }[] = [];
  #wake: () => void = () => {};
  #broken: { error: unknown } | undefined;

  constructor(
    options: TestRunOptions,
    test: TakenExecution,
    steps: readonly PipelineStep[],
  ) {
    this.#options = options;
    this.#test = test;
    this.#steps = steps;
    this.#journal = new TestJournal(options.writer, test);
    for (const row of test.steps) {
      this.#hasEnded(row);
    }
  }

  /** How it ended, for those who watch from outside. */
  end(outcome: Pick<TestEnd, 'status' | 'failure_reason'>): TestEnd {
    return {
      status: outcome.status,
      failure_reason: outcome.failure_reason,
      fault: this.#fault,
      provider_mode: this.#mode,
    };
  }

  /** Runs until the graph is through or something stops it, and ends the test. */
  async toTheEnd(outside: AbortSignal): Promise<TestOutcome> {
    const { testTimeoutMs } = this.#options;
    const controller = new AbortController();
    const forward = () => controller.abort(outside.reason);
    if (outside.aborted) forward();
    outside.addEventListener('abort', forward, { once: true });
    const timer = setTimeout(
      () => controller.abort(new TestTimeout()),
      testTimeoutMs,
    );
    controller.signal.addEventListener('abort', () => this.#wake());
    try {
      return await this.#loop(controller.signal);
    } catch (error) {
      // Steps that are still under way have nobody left to report to
      controller.abort(error);
      if (error instanceof Cancelled)
        return this.stopAll({ kind: 'cancelled' });
      if (error instanceof TestTimeout) {
        return this.stopAll({ kind: 'timeout', afterMs: testTimeoutMs });
      }
      throw error;
    } finally {
      clearTimeout(timer);
      outside.removeEventListener('abort', forward);
    }
  }

  async #loop(signal: AbortSignal): Promise<TestOutcome> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#broken) throw this.#broken.error;
      const arrived = this.#arrived.splice(0);
      for (const { step, row } of arrived) {
        this.#running.delete(step.name);
        this.#hasEnded(row);
      }
      const next = nextSteps(
        this.#steps,
        this.#ended,
        new Set(this.#running.keys()),
      );
      const skipped = next.skip.map(skip => this.#skippedRow(skip));
      for (const row of skipped) this.#hasEnded(row);
      const since = new Date();
      const outcome = next.done
        ? testOutcome(this.#steps, this.#ended)
        : undefined;
      this.#note({
        ended: [...arrived.map(a => a.row), ...skipped],
        events: [
          ...arrived.map(a => finishedEvent(a.row)),
          ...skipped.map(finishedEvent),
          ...next.start.map(step => startedEvent(step, since)),
        ],
        figures: Object.assign({}, ...arrived.map(a => a.figures)),
        end: outcome,
      });
      // What only computes may begin before the results that it follows from are
      // stored: if they are lost with us, nobody has seen what came of it
      for (const step of next.start) {
        if (step.computesOnly) this.#start(step, since, signal);
      }
      const reaching = next.start.filter(step => !step.computesOnly);
      if (reaching.length > 0 || outcome) await this.#journal.stored();
      for (const step of reaching) this.#start(step, since, signal);
      if (outcome) return outcome;
      await this.#untilSomethingHappens(signal);
    }
  }

  #untilSomethingHappens(signal: AbortSignal): Promise<void> {
    if (this.#arrived.length > 0 || this.#broken || signal.aborted) {
      return Promise.resolve();
    }
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }

  #start(step: PipelineStep, since: Date, signal: AbortSignal) {
    this.#running.set(step.name, { step, since });
    const warnings: string[] = [];
    let evidence: StepEvidence | undefined;
    const newTry: NewTry = (tryNumber, abort) => {
      warnings.length = 0;
      evidence = stepEvidence(
        this.#options.objectStore,
        this.#test.id,
        step.name,
        () => this.#artifacts,
        abort,
      );
      return {
        executionId: this.#test.id,
        tryNumber,
        lead: this.#test.lead_data,
        results: this.#results,
        signal: abort,
        logger: this.#options.logger,
        artifacts: evidence,
        warn: message => warnings.push(message),
      };
    };
    const onRetry = async (attempt: StepAttempt) => {
      this.#note({
        ended: [],
        events: [
          {
            kind: 'step_retry',
            message: `${step.title}: try ${attempt.number} failed, next try in ${attempt.retry_in} ms`,
            step: {
              ...eventStep(step),
              status: 'running',
              attempt: attempt.number,
              retry_in: attempt.retry_in,
              fault: attempt.fault,
              error: attempt.error && storableText(attempt.error),
            },
          },
        ],
      });
      await this.#journal.stored();
    };
    this.#options.telemetry
      .step(step, () => attemptStep(step, signal, newTry, onRetry))
      .then(
        conclusion => {
          this.#arrived.push({
            step,
            row: endedRow(step, since, conclusion, warnings, evidence),
            figures: conclusion.outcome?.figures,
          });
          this.#wake();
        },
        error => {
          // After an abort nobody waits for this; before it, something broke
          if (!signal.aborted) this.#broken = { error };
          this.#wake();
        },
      );
  }

  /** Ends the test when it is stopped: every step has a result. */
  async stopAll(cause: StopCause): Promise<TestOutcome> {
    const cancelled = cause.kind === 'cancelled';
    const rows = this.#steps
      .filter(step => !this.#ended.has(step.name))
      .map((step): EndedStep => {
        const finished = this.#arrived.find(a => a.step === step);
        if (finished) return finished.row;
        const since = this.#running.get(step.name)?.since;
        if (!since) {
          return this.#skippedRow({
            step,
            reason: cancelled
              ? 'Skipped because the test was cancelled.'
              : 'Skipped because the time of the test was up.',
          });
        }
        return {
          ...emptyRow(step),
          status: cancelled ? 'skipped' : 'failed',
          fault: cancelled ? null : 'leadshop',
          started_at: since.toISOString(),
          duration: Date.now() - since.getTime(),
          error: cancelled
            ? 'Cancelled while it was running.'
            : 'Did not end before the time of the test was up.',
        };
      });
    for (const row of rows) this.#hasEnded(row);
    const outcome = testOutcome(this.#steps, this.#ended, cause);
    this.#note({
      ended: rows,
      events: rows.map(finishedEvent),
      end: outcome,
    });
    await this.#journal.stored();
    return outcome;
  }

  #note(note: Note) {
    if (note.ended.length + note.events.length === 0 && !note.end) return;
    this.#journal.note(note);
  }

  #skippedRow({ step, reason }: SkippedStep<PipelineStep>): EndedStep {
    return { ...emptyRow(step), status: 'skipped', error: reason };
  }

  #hasEnded(
    row: Pick<
      EndedStep,
      | 'step_name'
      | 'status'
      | 'fault'
      | 'provider_mode'
      | 'details'
      | 'personal'
      | 'artifacts'
    >,
  ) {
    this.#ended.set(row.step_name, row.status);
    this.#fault ??= row.fault;
    if (this.#mode !== 'sandbox') this.#mode = row.provider_mode ?? this.#mode;
    this.#artifacts.push(...row.artifacts);
    this.#results[row.step_name] = {
      step_name: row.step_name,
      status: row.status,
      provider_mode: row.provider_mode,
      details: { ...row.details, ...row.personal },
      artifacts: row.artifacts,
    };
  }
}
