import { SharedAnswers } from './SharedAnswers';

/** Answers that the test gives, in the order in which they were begun. */
function made() {
  const begun: ((answer: string | Error) => void)[] = [];
  const make = () =>
    new Promise<string>((resolve, reject) => {
      begun.push(answer =>
        answer instanceof Error ? reject(answer) : resolve(answer),
      );
    });
  return { begun, make };
}

const turn = () => new Promise(resolve => setImmediate(resolve));

it('makes one answer for all who ask while another is being made', async () => {
  const answers = new SharedAnswers<string>();
  const { begun, make } = made();
  const first = answers.ask('q', make);
  const others = [answers.ask('q', make), answers.ask('q', make)];
  expect(begun).toHaveLength(1);
  begun[0]('first');
  expect(await first).toBe('first');
  await turn();
  expect(begun).toHaveLength(2);
  const late = answers.ask('q', make);
  begun[1]('second');
  expect(await Promise.all(others)).toEqual(['second', 'second']);
  await turn();
  begun[2]('third');
  // It asked while the second was being made, which may not know what it knows
  expect(await late).toBe('third');
  await turn();
  const alone = answers.ask('q', make);
  begun[3]('fourth');
  expect(await alone).toBe('fourth');
});

it('goes on after an answer that failed', async () => {
  const answers = new SharedAnswers<string>();
  const { begun, make } = made();
  const first = answers.ask('q', make);
  const second = answers.ask('q', make);
  begun[0](new Error('away'));
  await expect(first).rejects.toThrow('away');
  await turn();
  begun[1]('back');
  expect(await second).toBe('back');
});

it('keeps questions apart', async () => {
  const answers = new SharedAnswers<string>();
  const { begun, make } = made();
  const both = [answers.ask('a', make), answers.ask('b', make)];
  begun[0]('A');
  begun[1]('B');
  expect(await Promise.all(both)).toEqual(['A', 'B']);
});
