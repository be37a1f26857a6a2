import { StepWriter, Transition } from '../store/StepWriter';
import { endedStep, transition } from '../__testUtils__/storedTests';
import { TestJournal } from './TestJournal';

const ID = '0190a5f4-0000-7000-8000-000000000001';

/** A writer whose turns come, and end, when told to. */
function watched() {
  const written: Transition[] = [];
  const turns: {
    take: () => Transition;
    resolve: (stored: boolean) => void;
    reject: (error: Error) => void;
  }[] = [];
  const write: StepWriter['write'] = next =>
    new Promise((resolve, reject) => {
      const take = typeof next === 'function' ? next : () => next;
      turns.push({ take, resolve, reject });
    });
  const journal = new TestJournal({ write } as StepWriter, {
    id: ID,
    attempt: 3,
  });
  const turn = () => {
    const next = turns.shift();
    if (!next) throw new Error('Nothing waits to be written');
    written.push(next.take());
    return next;
  };
  return { journal, written, turns, turn };
}

const note = (number: number) => {
  const { ended, events } = transition(ID, [endedStep(number)]);
  return { ended, events };
};
const names = ({ ended }: Transition) => ended.map(s => s.step_name);

describe('TestJournal', () => {
  it('stores in one write what was noted before its turn, the rest in the next', async () => {
    const { journal, written, turns, turn } = watched();
    journal.note({ ...note(1), figures: { score: 1, tier: 'C' } });
    journal.note({ ...note(2), figures: { score: 2 } });
    expect(turns).toHaveLength(1);
    const first = turn();
    journal.note(note(3));
    // Not beside the first
    expect(turns).toHaveLength(0);
    let isStored = false;
    const stored = journal.stored().then(() => {
      isStored = true;
    });
    first.resolve(true);
    while (turns.length === 0) await new Promise(setImmediate);
    expect(isStored).toBe(false);
    turn().resolve(true);
    await stored;
    expect(written.map(names)).toEqual([['first', 'second'], ['third']]);
    expect(written[0]).toMatchObject({
      execution_id: ID,
      attempt: 3,
      figures: { score: 2, tier: 'C' },
    });
  });

  it('stores nothing behind a write that failed', async () => {
    const { journal, turns, turn } = watched();
    journal.note(note(1));
    const first = turn();
    journal.note(note(2));
    first.reject(new Error('The database is gone'));
    await expect(journal.stored()).rejects.toThrow('The database is gone');
    journal.note(note(3));
    await expect(journal.stored()).rejects.toThrow('The database is gone');
    expect(turns).toHaveLength(0);
  });

  it('says so when a later attempt owns the test', async () => {
    const { journal, turn } = watched();
    journal.note(note(1));
    turn().resolve(false);
    await expect(journal.stored()).rejects.toThrow('Another worker has taken');
  });

  it('has nothing to wait for when nothing was noted', async () => {
    await expect(watched().journal.stored()).resolves.toBeUndefined();
  });
});
