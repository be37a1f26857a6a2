import { GroupedWork } from './GroupedWork';

/** Work whose groups are seen, and end when told to. */
function watched(most = 100) {
  const groups: {
    items: number[];
    done: () => void;
    fail: (error: Error) => void;
  }[] = [];
  let seen = () => {};
  const work = new GroupedWork<number, string>(
    items =>
      new Promise((resolve, reject) => {
        groups.push({
          items,
          done: () => resolve(items.map(item => `done ${item}`)),
          fail: reject,
        });
        seen();
      }),
    most,
  );
  const untilSeen = () =>
    new Promise<void>(resolve => {
      seen = resolve;
    });
  const begun = async (count: number) => {
    while (groups.length < count) await untilSeen();
    return groups[count - 1];
  };
  return { work, groups, begun };
}

const numbers = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + i);

describe('GroupedWork', () => {
  it('does together what is asked for in one turn, and then what came in meanwhile', async () => {
    const { work, groups, begun } = watched();
    const first = Promise.all([work.ask(1), work.ask(2)]);
    await begun(1);
    const second = Promise.all([work.ask(3), work.ask(4)]);
    groups[0].done();
    await expect(first).resolves.toEqual(['done 1', 'done 2']);
    (await begun(2)).done();
    await expect(second).resolves.toEqual(['done 3', 'done 4']);
    expect(groups[1].items).toEqual([3, 4]);
  });

  it('lets a group go beside another when many wait, and keeps its size bounded', async () => {
    const { work, groups, begun } = watched(20);
    const all = Promise.all(numbers(0, 45).map(n => work.ask(n)));
    await begun(2);
    expect(groups.map(({ items }) => items.length)).toEqual([20, 20]);
    groups[0].done();
    await begun(3);
    expect(groups[2].items).toEqual(numbers(40, 5));
    groups[1].done();
    groups[2].done();
    expect(await all).toEqual(numbers(0, 45).map(n => `done ${n}`));
  });

  it('does not wait for a group that takes its time', async () => {
    const { work, begun } = watched();
    const held = work.ask(1);
    const holder = await begun(1);
    const other = work.ask(2);
    (await begun(2)).done();
    await expect(other).resolves.toBe('done 2');
    holder.done();
    await expect(held).resolves.toBe('done 1');
  });

  it.each([
    ['22003', 'a value that is refused'],
    ['23514', 'a check that does not hold'],
    ['40P01', 'a deadlock'],
  ])('does one by one what %s ended: %s', async code => {
    const bad = Object.assign(new Error('no'), { code });
    const work = new GroupedWork<number, number>(async items => {
      if (items.includes(2)) throw bad;
      return items;
    }, 10);
    await expect(
      Promise.allSettled([work.ask(1), work.ask(2), work.ask(3)]),
    ).resolves.toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: bad },
      { status: 'fulfilled', value: 3 },
    ]);
  });

  it('fails a group whose statement failed, once, and goes on', async () => {
    let calls = 0;
    const work = new GroupedWork<number, number>(async items => {
      calls += 1;
      if (calls === 1) throw new Error('connection lost');
      return items;
    }, 10);
    const results = await Promise.allSettled([work.ask(1), work.ask(2)]);
    expect(results.map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ]);
    await expect(work.ask(3)).resolves.toBe(3);
    expect(calls).toBe(2);
  });
});
