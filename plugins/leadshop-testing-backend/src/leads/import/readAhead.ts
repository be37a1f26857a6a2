/* Reading and storing at the same time: one is the work of this process, the other the database's. */

/** As many values at once, in lists; the last one has what is left. */
export async function* gathered<T>(
  batches: AsyncIterable<T[]>,
  atOnce: number,
): AsyncGenerator<T[]> {
  let list: T[] = [];
  for await (const batch of batches) {
    for (const value of batch) {
      list.push(value);
      if (list.length === atOnce) {
        yield list;
        list = [];
      }
    }
  }
  if (list.length > 0) yield list;
}

/**
 * Lets a source make its next value while the last one is worked on, and no more
 * than that.
 */
export async function* readAhead<T>(
  source: AsyncIterable<T>,
): AsyncGenerator<T> {
  const values = source[Symbol.asyncIterator]();
  let next = values.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = values.next();
      // Who asks for it hears of it; nobody may ask any more
      next.catch(() => {});
      yield value;
    }
  } finally {
    await next.catch(() => {});
    await values.return?.();
  }
}
