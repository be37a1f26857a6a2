/*
 * Many who ask the same at once get one answer: while one is being made, whoever
 * asks waits for the next, which is made for all of them together. It is begun
 * after each of them asked, so that nobody gets an answer that is older than the
 * question.
 */

interface Making<T> {
  now: Promise<T>;
  next?: Promise<T>;
}

/** Makes answers, at most one for each question at a time. */
export class SharedAnswers<T> {
  readonly #making = new Map<string, Making<T>>();

  /** @param make - makes the answer to the question */
  ask(question: string, make: () => Promise<T>): Promise<T> {
    const making = this.#making.get(question);
    if (!making) return this.#make(question, make);
    making.next ??= making.now
      .then(
        () => {},
        () => {},
      )
      .then(() => this.#make(question, make));
    return making.next;
  }

  #make(question: string, make: () => Promise<T>): Promise<T> {
    const making: Making<T> = { now: make() };
    this.#making.set(question, making);
    const done = () => {
      // Else the next one is about to take its place
      if (!making.next) this.#making.delete(question);
    };
    making.now.then(done, done);
    return making.now;
  }
}
