import { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { SHARED_MS, SharedSummaries } from './SharedSummaries';

/** A store whose tests have as their step how often they were read. */
function countingStore() {
  const reads: string[][] = [];
  return {
    reads,
    async byIds(ids: Iterable<string>) {
      const asked = [...ids];
      reads.push(asked);
      const current_step = reads.length;
      return new Map(
        asked
          .filter(id => id !== 'unknown')
          .map(id => [id, { id, current_step } as ExecutionSummary]),
      );
    },
  };
}

const stepsOf = (states: Map<string, ExecutionSummary>) =>
  Object.fromEntries([...states].map(([id, s]) => [id, s.current_step]));

describe('summaries that are shared', () => {
  let now = 0;
  let store: ReturnType<typeof countingStore>;
  let shared: SharedSummaries;
  beforeEach(() => {
    now = 0;
    store = countingStore();
    shared = new SharedSummaries(store, () => now);
  });

  it('are read once for all who ask, also while that is under way', async () => {
    const asked = await Promise.all([
      shared.byIds(['a', 'b']),
      shared.byIds(['b', 'c']),
    ]);
    expect(asked.map(stepsOf)).toEqual([
      { a: 1, b: 1 },
      { b: 1, c: 2 },
    ]);
    expect(stepsOf(await shared.byIds(['c', 'a']))).toEqual({ a: 1, c: 2 });
    expect(store.reads).toEqual([['a', 'b'], ['c']]);
  });

  it('are read anew after something has happened to the test', async () => {
    await shared.byIds(['a', 'b']);
    shared.changed(['a']);
    expect(stepsOf(await shared.byIds(['a', 'b']))).toEqual({ a: 2, b: 1 });
  });

  it('are not those of a reading that began before it happened', async () => {
    const before = shared.byIds(['a']);
    shared.changed(['a']);
    const after = shared.byIds(['a']);
    expect(stepsOf(await before)).toEqual({ a: 1 });
    expect(stepsOf(await after)).toEqual({ a: 2 });
  });

  it('are read anew after a while in any case', async () => {
    await shared.byIds(['a']);
    now = SHARED_MS;
    expect(stepsOf(await shared.byIds(['a']))).toEqual({ a: 2 });
  });

  it('leave unknown tests out, and nothing of a failure is kept', async () => {
    expect(stepsOf(await shared.byIds(['unknown', 'a']))).toEqual({ a: 1 });
    const { byIds } = store;
    store.byIds = async () => {
      throw new Error('The database is away');
    };
    await expect(shared.byIds(['b'])).rejects.toThrow('away');
    store.byIds = byIds;
    expect(stepsOf(await shared.byIds(['b']))).toEqual({ b: 2 });
  });
});
