import { gathered, readAhead } from './readAhead';

async function* of<T>(...values: T[]) {
  yield* values;
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
}

it('gathers what comes in pieces of any size', async () => {
  const batches = () => of([1], [], [2, 3, 4, 5, 6, 7], [8]);
  expect(await all(gathered(batches(), 3))).toEqual([
    [1, 2, 3],
    [4, 5, 6],
    [7, 8],
  ]);
  expect(await all(gathered(batches(), 4))).toHaveLength(2);
  expect(await all(gathered(of<number[]>(), 3))).toEqual([]);
});

it('is one value ahead of who reads, and not more', async () => {
  const made: number[] = [];
  async function* numbers() {
    for (let n = 1; n <= 4; n++) {
      made.push(n);
      yield n;
    }
  }
  const ahead: number[] = [];
  for await (const value of readAhead(numbers())) {
    await new Promise(resolve => setImmediate(resolve));
    ahead.push(made.length - value);
  }
  expect(ahead).toEqual([1, 1, 1, 0]);
});

it('hands on what goes wrong, in its place', async () => {
  async function* failing() {
    yield 1;
    yield 2;
    throw new Error('broken');
  }
  const seen: number[] = [];
  await expect(async () => {
    for await (const value of readAhead(failing())) seen.push(value);
  }).rejects.toThrow('broken');
  expect(seen).toEqual([1, 2]);
});

it('ends its source when nobody reads on', async () => {
  let ended = false;
  async function* endless() {
    try {
      for (;;) yield 1;
    } finally {
      ended = true;
    }
  }
  for await (const _ of readAhead(endless())) break;
  expect(ended).toBe(true);
});
