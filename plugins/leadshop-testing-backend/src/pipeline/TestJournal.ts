/*
 * What has happened in a test and is to be stored, in its order. While it waits
 * for its turn to be written, more comes to it; so steps that only compute, which
 * need not wait until it is stored, share one write.
 *
 * One write of a test is under way at a time, and none after one that failed:
 * what is stored never has a hole.
 */
import { FencedError } from '../queue/RunningTests';
import { StepWriter, together, Transition } from '../store/StepWriter';

/** What is noted of a test. */
export type Note = Omit<Transition, 'execution_id' | 'attempt'>;

/** Stores what happens in one attempt at a test. */
export class TestJournal {
  readonly #writer: StepWriter;
  readonly #test: { execution_id: string; attempt: number };
  #pending: Transition | undefined;
  /** Stays when it has failed. */
  #writing: Promise<void> | undefined;

  constructor(writer: StepWriter, test: { id: string; attempt: number }) {
    this.#writer = writer;
    this.#test = { execution_id: test.id, attempt: test.attempt };
  }

  /** Notes what is to be stored as one. */
  note(note: Note): void {
    const next = { ...this.#test, ...note };
    this.#pending = this.#pending ? together(this.#pending, next) : next;
    if (this.#writing) return;
    this.#writing = this.#write();
    // Whoever waits for it hears of it
    this.#writing.catch(() => {});
  }

  /**
   * Waits until everything is stored that has been noted.
   *
   * @throws FencedError when a later attempt owns the test; what the database threw.
   */
  async stored(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#pending) {
      const stored = await this.#writer.write(() => this.#take());
      if (!stored) throw new FencedError(this.#test.execution_id);
    }
    this.#writing = undefined;
  }

  #take(): Transition {
    const taken = this.#pending ?? { ...this.#test, ended: [], events: [] };
    this.#pending = undefined;
    return taken;
  }
}
